package io.magpie.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EchoPeerTest {

    private static final int BIG = 16 * 1024;
    private static final int CONNECTIONS = 3;

    @ParameterizedTest
    @EnumSource
    void everyServerSendsBackSmallAndBigMessages(EchoPeer peer) throws Exception {
        assumeTrue(peer.missing() == null, peer::missing);
        try (ChildJvm server =
                ChildJvm.start(peer.flags(), peer.main(), peer.arguments(BIG).toArray())) {
            int port = (int) Facts.parse(server.nextLine()).value("port");
            for (int size : new int[] {64, BIG}) {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                try (SocketWire wire = new SocketWire(address, size)) {
                    wire.connect(CONNECTIONS);
                    EchoLoad load = new EchoLoad(wire, System::nanoTime, 20_000_000_000L);
                    for (int i = 1; i <= 20; i++) {
                        assertThat(load.closed(0).requests()).isEqualTo(CONNECTIONS);
                    }
                }
            }
        }
    }
}
