package io.magpie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoTrialTest {

    @Test
    void aTrialMeasuresAServerFromOutside_andEndsBothProcesses() throws Exception {
        ProcessHandle server;
        try (EchoTrial trial = EchoTrial.start(Contender.VIRTUAL_THREADS)) {
            server = trial.serverProcess();
            List<LoadReport> progress = new ArrayList<>();
            EchoTrial.Figures figures = trial.measure(10, Duration.ofMillis(600), progress::add);
            assertThat(figures.load().connections()).isEqualTo(10);
            assertThat(figures.load().requests()).isPositive();
            assertThat(figures.threads()).isPositive();
            assertThat(progress).isNotEmpty();
        }
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aServerThatDoesNotStartIsReported() {
        Contender broken = new Contender("broken", Broken.class, List.of());
        assertThatThrownBy(() -> EchoTrial.start(broken))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken has ended with exit value 3");
    }

    static final class Broken {
        public static void main(String[] arguments) {
            System.exit(3);
        }
    }
}
