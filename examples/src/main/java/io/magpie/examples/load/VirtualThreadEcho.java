package io.magpie.examples.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The server to compare with: a virtual thread for each connection, reading and writing as in a textbook.
///
/// The `channel` form owns one direct buffer for each connection; it is the cheaper one. The `socket` form reads into a
/// byte array from a [Socket]. With `--compute`, a request to compute is obeyed in the connection's thread (`inline`) or
/// on a platform thread (`offload`). Answers [ServerProbe] questions until standard input ends.
public final class VirtualThreadEcho {

    /// Room for a small request, as a real server would have.
    private static final int DEFAULT_BUFFER_SIZE = 1024;

    private static final String BUFFER = "buffer=";

    private static final int BACKLOG = 4096;

    /// Any free port of this machine, for this machine only.
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Work work;
    private final int bufferSize; // of each connection, in bytes

    private VirtualThreadEcho(Work work, int bufferSize) {
        this.work = work;
        this.bufferSize = bufferSize;
    }

    /// Serves until standard input ends.
    ///
    /// @param arguments `channel` or `socket`; `inline`, `offload` or neither; `buffer=N` for more or less than 1,024 bytes
    /// @throws IOException if there is no port
    /// @throws InterruptedException if interrupted
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println(new Facts("listening").with("port", start(List.of(arguments))));
        ServerProbe.answerUntilEnd();
    }

    /// Starts serving, until this process ends.
    ///
    /// @param options as for [#main]
    /// @return the port
    /// @throws IOException if there is no port
    public static int start(List<String> options) throws IOException {
        VirtualThreadEcho server = new VirtualThreadEcho(work(options), bufferSize(options));
        return options.contains("socket") ? server.listenWithSockets() : server.listenWithChannels();
    }

    private static Work work(List<String> options) {
        if (options.contains("inline")) {
            return kind -> {
                if (kind == Message.COMPUTE) {
                    Computation.run(Computation.LENGTH);
                }
            };
        }
        if (options.contains("offload")) {
            ExecutorService platform = Executors.newFixedThreadPool(
                    Runtime.getRuntime().availableProcessors(),
                    Thread.ofPlatform().daemon().factory());
            return kind -> {
                if (kind == Message.COMPUTE) {
                    platform.submit(() -> Computation.run(Computation.LENGTH)).get();
                }
            };
        }
        return _ -> {};
    }

    private static int bufferSize(List<String> options) {
        return options.stream()
                .filter(option -> option.startsWith(BUFFER))
                .mapToInt(option -> Integer.parseInt(option.substring(BUFFER.length())))
                .findFirst()
                .orElse(DEFAULT_BUFFER_SIZE);
    }

    private int listenWithChannels() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(ADDRESS, BACKLOG);
        serveEach(() -> {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return () -> echo(channel);
        });
        return listener.socket().getLocalPort();
    }

    private int listenWithSockets() throws IOException {
        ServerSocket listener = new ServerSocket(ADDRESS.getPort(), BACKLOG, ADDRESS.getAddress());
        serveEach(() -> {
            Socket socket = listener.accept();
            socket.setTcpNoDelay(true);
            return () -> echo(socket);
        });
        return listener.getLocalPort();
    }

    /// Runs each handler that `acceptor` gives in a virtual thread of its own.
    private static void serveEach(Callable<Handler> acceptor) {
        Thread.ofPlatform().daemon().name("accept").start(() -> {
            try {
                while (true) {
                    Handler handler = acceptor.call();
                    Thread.startVirtualThread(() -> handle(handler));
                }
            } catch (Exception e) {
                System.err.println("accept: " + e);
            }
        });
    }

    private static void handle(Handler handler) {
        try {
            handler.run();
        } catch (Exception e) {
            System.err.println("connection: " + e);
        }
    }

    private void echo(SocketChannel channel) throws Exception {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                work.on(buffer.get(0));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        }
    }

    private void echo(Socket socket) throws Exception {
        try (socket) {
            byte[] buffer = new byte[bufferSize];
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                work.on(buffer[0]);
                out.write(buffer, 0, count);
            }
        }
    }

    /// Serves one connection.
    @FunctionalInterface
    private interface Handler {
        void run() throws Exception;
    }

    /// What to do with a request before it is sent back.
    @FunctionalInterface
    private interface Work {
        void on(byte kind) throws Exception;
    }
}
