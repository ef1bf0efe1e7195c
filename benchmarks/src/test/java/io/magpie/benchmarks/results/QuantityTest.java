package io.magpie.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {

    @Test
    void quantitiesKeepThreeDigits() {
        assertThat(Quantity.of(64.62, "ns/op")).isEqualTo("64.6 ns");
        assertThat(Quantity.of(3.6, "µs CPU/request")).isEqualTo("3.60 µs");
        assertThat(Quantity.of(2_013_772, "ns late")).isEqualTo("2.01 ms");
        assertThat(Quantity.of(9_011_709_559.0, "ns late")).isEqualTo("9.01 s");
        assertThat(Quantity.of(128, "bytes/task")).isEqualTo("128 B");
        assertThat(Quantity.of(0.034, "")).isEqualTo("0.034");
        assertThat(Quantity.of(0.000312, "")).isEqualTo("0.00031");
    }

    @Test
    void aFloorSaysWhatItIs() {
        assertThat(new Floor.ToBaseline(0.34).describe("ns/op")).isEqualTo("0.340");
        assertThat(new Floor.AtMost(220e6).describe("ns late")).isEqualTo("220 ms");
        assertThat(new Floor.LeastOfPeers().describe("ns/op")).isEqualTo("least");
    }
}
