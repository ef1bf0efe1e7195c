package io.magpie.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatiosTest {

    @Test
    void theRatioIsTheMedianOfTheRoundsRatios() {
        Ratios ratios = new Ratios();
        ratios.add(1, 2);
        ratios.add(30, 10); // a disturbed round
        ratios.add(3, 5);
        assertThat(ratios.ratio()).isEqualTo(0.6);
        assertThat(ratios.ours()).isEqualTo(3);
        assertThat(ratios.theirs()).isEqualTo(5);
        assertThat(ratios.describe()).isEqualTo("0.600 (0.500–3.000)");
    }

    @Test
    void oneRoundHasNoSpread() {
        Ratios ratios = new Ratios();
        ratios.add(1, 4);
        assertThat(ratios.describe()).isEqualTo("0.250");
    }

    @Test
    void aTableLinesUp() {
        Table table = new Table("what", "ns");
        table.row("yield", "8.3");
        assertThat(table).hasToString("| what  |  ns |\n|-------|----:|\n| yield | 8.3 |\n");
    }
}
