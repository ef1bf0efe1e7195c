package io.magpie.benchmarks.tls;

import io.magpie.benchmarks.echo.NettyServer;
import io.magpie.benchmarks.echo.NettyServer.Transport;
import io.magpie.examples.load.Contender;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
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
        NettyServer.serve(
                Transport.NIO, EVENT_LOOPS, channel -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
    }
}
