package io.magpie.benchmarks.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import org.junit.jupiter.api.Test;

class NettyTlsEchoTest {

    /// A server in another JVM.
    static final class Server {
        public static void main(String[] arguments) {
            System.out.println(new Facts("unsafe").with("there", PlatformDependent.hasUnsafe() ? 1 : 0));
        }
    }

    /// On JDK 25 Netty does without, unless its JVM says so.
    @Test
    void nettyMayUseUnsafeWhereThisJvmMay() throws Exception {
        assertThat(PlatformDependent.hasUnsafe()).as("a flag of the tests").isTrue();
        try (ChildJvm server = ChildJvm.start(List.of("-Xmx64m"), Server.class)) {
            assertThat(Facts.parse(server.nextLine()).value("there")).isEqualTo(1);
        }
    }
}
