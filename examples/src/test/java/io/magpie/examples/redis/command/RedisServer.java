package io.magpie.examples.redis.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The real `redis-server`, where it is installed: a process of its own behind a Unix socket, ended with this object.
final class RedisServer implements AutoCloseable {

    private final Process process;
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    private RedisServer(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        this.out = Channels.newOutputStream(channel);
    }

    /// Where the program is, if it is installed.
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts it in an empty directory.
    static RedisServer start(Path directory) throws IOException, InterruptedException {
        Path socket = directory.resolve("redis.sock");
        ProcessBuilder program = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--port",
                        "0",
                        "--unixsocket",
                        socket.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile());
        program.environment().put("LC_ALL", "C"); // SORT would mind the locale
        Process process = program.start();
        try {
            while (true) {
                try {
                    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                    channel.connect(UnixDomainSocketAddress.of(socket));
                    return new RedisServer(process, channel);
                } catch (IOException notYet) {
                    if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                        throw new IOException(
                                "redis-server ended: " + Files.readString(directory.resolve("redis.log")));
                    }
                }
            }
        } catch (IOException | InterruptedException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    /// The major and minor version, as in `7.0`.
    String version() throws IOException {
        send(List.<byte[][]>of(new byte[][] {bytes("INFO"), bytes("server")}));
        String info = new String(reply(), StandardCharsets.ISO_8859_1);
        String from = info.substring(info.indexOf("redis_version:") + 14);
        return from.substring(0, from.indexOf('.', from.indexOf('.') + 1));
    }

    void send(List<byte[][]> commands) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[][] command : commands) {
            all.writeBytes(encode(command));
        }
        out.write(all.toByteArray());
    }

    static byte[] encode(byte[][] command) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes("*" + command.length + "\r\n"));
        for (byte[] arg : command) {
            all.writeBytes(bytes("$" + arg.length + "\r\n"));
            all.writeBytes(arg);
            all.writeBytes(bytes("\r\n"));
        }
        return all.toByteArray();
    }

    /// The bytes of the next reply.
    byte[] reply() throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        read(reply);
        return reply.toByteArray();
    }

    private void read(ByteArrayOutputStream reply) throws IOException {
        String header = line(reply);
        int size = switch (header.charAt(0)) {
            case '*', '~', '>', '%', '$', '=' -> Integer.parseInt(header.substring(1));
            default -> 0;
        };
        switch (header.charAt(0)) {
            case '$', '=' -> {
                for (int i = 0; i < (size < 0 ? 0 : size + 2); i++) {
                    reply.write(next());
                }
            }
            default -> {
                for (int i = 0; i < (header.charAt(0) == '%' ? 2 * size : size); i++) {
                    read(reply);
                }
            }
        }
    }

    private String line(ByteArrayOutputStream reply) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = next(); next != '\n'; next = next()) {
            reply.write(next);
            line.append((char) next);
        }
        reply.write('\n');
        return line.substring(0, line.length() - 1);
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("redis-server closed the connection");
        }
        return next;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
