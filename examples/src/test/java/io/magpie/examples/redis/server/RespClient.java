package io.magpie.examples.redis.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client that blocks, and sees the replies as they are: errors and simple strings as text with their sign, bulk
/// strings as text, `null`, numbers as [Long], arrays, sets and pushes as [List], maps as [Map].
final class RespClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;

    RespClient(int port) throws IOException {
        this(port, 0);
    }

    /// @param receiveBuffer of the socket, in bytes; 0 for the system's choice
    RespClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        input = new BufferedInputStream(socket.getInputStream());
        output = socket.getOutputStream();
    }

    /// Sends a command and reads its reply.
    @Nullable
    Object call(String... words) throws IOException {
        send(words);
        return read();
    }

    /// Sends a command.
    void send(String... words) throws IOException {
        raw(encoded(words));
    }

    /// Sends bytes.
    ///
    /// @throws InterruptedIOException if the thread is interrupted, so that a test that asks again and again ends
    void raw(String bytes) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        output.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String encoded(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString();
    }

    /// Reads a reply.
    ///
    /// @throws EOFException if the server has closed the connection
    @Nullable
    Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', '-', ',', '#', '(' -> line;
            case ':' -> Long.valueOf(rest);
            case '_' -> null;
            case '$' -> rest.equals("-1") ? null : text(Integer.parseInt(rest));
            case '=' -> text(Integer.parseInt(rest)).substring(4);
            case '*', '~', '>' -> rest.equals("-1") ? null : list(Integer.parseInt(rest));
            case '%' -> map(Integer.parseInt(rest));
            default -> throw new IOException("no reply begins like \"" + line + "\"");
        };
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = byteOrEnd(); next != '\n'; next = byteOrEnd()) {
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    private int byteOrEnd() throws IOException {
        int next = input.read();
        if (next < 0) {
            throw new EOFException("the server has closed the connection");
        }
        return next;
    }

    private String text(int length) throws IOException {
        byte[] bytes = input.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("the server has closed the connection within a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private List<@Nullable Object> list(int size) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read());
        }
        return list;
    }

    private Map<@Nullable Object, @Nullable Object> map(int pairs) throws IOException {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs; i++) {
            map.put(read(), read());
        }
        return map;
    }

    /// Whether the server closes the connection next, in order or by a reset, perhaps after replies.
    boolean isClosedByServer() throws IOException {
        try {
            while (input.read() >= 0) {}
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    /// Sends no more; the replies can still be read.
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
