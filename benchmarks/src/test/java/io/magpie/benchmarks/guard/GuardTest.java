package io.magpie.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

    /// Seen from this module's folder, where its tests run.
    private static final Path FILE = Path.of("guard.properties");

    @Test
    void noOperationCostsMoreThanIsRecorded() throws Exception {
        assertThat(Recorded.read(FILE).complaints(Guard.measure())).isEmpty();
    }

    @Test
    void whatMustNotAllocateIsRecordedAsThat() throws Exception {
        Map<String, Double> recorded = Recorded.read(FILE).values();
        assertThat(recorded.get("ready_await.bytes")).isLessThan(1);
        assertThat(recorded.get("wake.bytes")).as("a slot of a queue's segment").isLessThan(8);
        assertThat(recorded.get("spawn_block.bytes")).isLessThan(100);
    }

    @Test
    void aRiseBeyondTheMarginIsTold_withWhatToDo() {
        Recorded recorded = new Recorded(Map.of("spawn.bytes", 56.0, "yield.polls", 1.0));
        assertThat(recorded.complaints(Map.of("spawn.bytes", 57.0, "yield.polls", 1.0)))
                .isEmpty();
        assertThat(recorded.complaints(Map.of("spawn.bytes", 72.0, "yield.polls", 1.0)))
                .singleElement()
                .asString()
                .startsWith("spawn.bytes has risen from 56.00 to 72.00 per operation")
                .contains("./run bench guard --record");
        assertThat(recorded.complaints(Map.of("spawn.bytes", 56.0, "yield.polls", 2.0)))
                .hasSize(1);
        assertThat(recorded.complaints(Map.of("spawn.bytes", 40.0, "yield.polls", 1.0)))
                .as("less is no regression")
                .isEmpty();
    }

    @Test
    void whatIsRecordedAndWhatIsMeasuredAreTheSameOperations(@TempDir Path folder) throws Exception {
        Recorded.write(Map.of("spawn.bytes", 56.0), folder.resolve("guard.properties"));
        Recorded recorded = Recorded.read(folder.resolve("guard.properties"));
        assertThat(recorded.values()).isEqualTo(Map.of("spawn.bytes", 56.0));
        assertThat(recorded.complaints(Map.of("yield.bytes", 0.0)))
                .hasSize(2)
                .anySatisfy(complaint -> assertThat(complaint).startsWith("yield.bytes has no recorded value"))
                .anySatisfy(complaint -> assertThat(complaint).startsWith("spawn.bytes is recorded and not measured"));
    }
}
