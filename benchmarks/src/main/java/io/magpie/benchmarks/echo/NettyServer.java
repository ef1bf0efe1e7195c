package io.magpie.benchmarks.echo;

import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ServerProbe;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Netty's echo: buffers of its pool, one flush for all that a wake-up brought.
public final class NettyServer {

    /// For its JVM: Netty is at its best where it may use `Unsafe` and native code.
    public static final List<String> FLAGS =
            List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private static final int BACKLOG = 4096;

    private NettyServer() {}

    /// What carries the bytes.
    public enum Transport {
        /// A selector of the JDK in each event loop.
        NIO,

        /// Native epoll, edge-triggered.
        EPOLL;

        private IoHandlerFactory handlers() {
            return this == NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
        }

        private Class<? extends ServerChannel> channel() {
            return this == NIO ? NioServerSocketChannel.class : EpollServerSocketChannel.class;
        }

        /// Why this transport cannot be used here, or null.
        @Nullable
        String missing() {
            return this == EPOLL && !Epoll.isAvailable()
                    ? "native epoll not available: " + Epoll.unavailabilityCause()
                    : null;
        }
    }

    /// Serves until standard input ends.
    ///
    /// @param arguments `NIO` or `EPOLL`; the number of event loops
    /// @throws Exception if there is no port
    public static void main(String[] arguments) throws Exception {
        serve(Transport.valueOf(arguments[0]), Integer.parseInt(arguments[1]), _ -> {});
    }

    /// Serves until standard input ends.
    ///
    /// @param transport what carries the bytes
    /// @param eventLoops how many
    /// @param below puts handlers between socket and echo
    /// @throws Exception if there is no port
    public static void serve(Transport transport, int eventLoops, Consumer<SocketChannel> below) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(eventLoops, transport.handlers());
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.channel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        below.accept(channel);
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        System.out.println(
                new Facts("listening").with("port", ((InetSocketAddress) listener.localAddress()).getPort()));
        ServerProbe.answerUntilEnd();
        loops.shutdownGracefully().sync();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(context.voidPromise()); // the client is gone: it does not say goodbye
        }
    }
}
