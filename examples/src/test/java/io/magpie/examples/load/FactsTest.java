package io.magpie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FactsTest {

    @Test
    void aLineReadsBackAsItWasWritten() {
        Facts facts = new Facts("stats").with("cpu", 12).with("rss", -1);
        assertThat(facts).hasToString("stats cpu=12 rss=-1");
        assertThat(Facts.parse(facts.toString())).isEqualTo(facts);
        assertThat(Facts.parse("ready")).isEqualTo(new Facts("ready"));
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThatThrownBy(() -> new Facts("stats").with("cpu", 1).value("rss")).hasMessage("no rss in: stats cpu=1");
    }

    @Test
    void anotherLineIsRefused() {
        assertThatThrownBy(() -> Facts.parse("Exception in thread"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in: Exception in thread");
    }

    @Test
    void figuresSurviveTheLineTheyTravelIn() {
        LoadReport report = new LoadReport(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(LoadReport.of(Facts.parse(report.toFacts("result").toString())))
                .isEqualTo(report);
        ProcessFacts process = ProcessFacts.now();
        assertThat(ProcessFacts.of(Facts.parse(process.toFacts().toString()))).isEqualTo(process);
    }
}
