package io.magpie.benchmarks.tls;

import io.magpie.examples.load.Contender;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ServerProbe;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Netty's encrypted echo: its `SslHandler` with the engine of the JDK, on its portable transport; event loops as many as
/// Magpie's workers.
public final class NettyTlsEcho {

    /// This server, to be measured.
    public static final Contender CONTENDER = new Contender("Netty", NettyTlsEcho.class, List.of());

    private static final int EVENT_LOOPS = 2;

    private NettyTlsEcho() {}

    /// Serves until standard input ends.
    ///
    /// @param arguments none
    /// @throws Exception if there is no port
    public static void main(String[] arguments) throws Exception {
        SslContext context = SslContextBuilder.forServer(Keys.own())
                .sslProvider(SslProvider.JDK)
                .build();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS, NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), new Echo());
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
