package io.magpie.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.benchmarks.echo.Profile.Part;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private static final String WORKER = "io/magpie/internal/scheduler/multi/Worker.run;";
    private static final String CHANNEL =
            WORKER + "io/magpie/io/SocketStream.pollRead;sun/nio/ch/SocketChannelImpl.read;";

    @Test
    void theFrameNearestToTheLeafDecides() {
        assertThat(Part.of(CHANNEL + "sun/nio/ch/SocketDispatcher.read0;__GI_read;vfs_read_[k]"))
                .isEqualTo(Part.READ);
        assertThat(Part.of(CHANNEL + "java/util/concurrent/locks/ReentrantLock.lock"))
                .isEqualTo(Part.CHANNEL);
        assertThat(Part.of(WORKER + "io/magpie/io/SocketStream.pollRead")).isEqualTo(Part.IO);
        assertThat(Part.of(WORKER + "java/lang/invoke/VarHandleGuards.guard_L_I"))
                .isEqualTo(Part.SCHEDULER);
        assertThat(Part.of(WORKER + "io/magpie/examples/EchoConnection.poll")).isEqualTo(Part.PROGRAM);
        assertThat(Part.of("java/lang/VirtualThread.run;sun/nio/ch/NioSocketImpl.read;java/lang/VirtualThread.park"))
                .isEqualTo(Part.VIRTUAL_THREADS);
        assertThat(Part.of("java/util/concurrent/ForkJoinPool.awaitWork;jdk/internal/misc/Unsafe.park;__futex"))
                .isEqualTo(Part.WAKING);
        assertThat(Part.of("clone3;start_thread;CompileBroker::compiler_thread_loop"))
                .isEqualTo(Part.JVM);
    }

    @Test
    void sharesAddUpToOne() {
        Profile profile = Profile.of(List.of(
                CHANNEL + "sun/nio/ch/SocketDispatcher.read0 30", WORKER + "io/magpie/io/Stream.x 10", "start 60"));
        assertThat(profile.share(Part.READ)).isEqualTo(0.3);
        assertThat(profile.share(Part.IO)).isEqualTo(0.1);
        assertThat(profile.share(Part.JVM)).isEqualTo(0.6);
        assertThat(profile.total()).isEqualTo(100);
        assertThat(Arrays.stream(Part.values()).mapToDouble(profile::share).sum())
                .isEqualTo(1.0);
    }
}
