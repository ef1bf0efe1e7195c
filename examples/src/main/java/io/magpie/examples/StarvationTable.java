package io.magpie.examples;

import io.magpie.examples.load.LoadReport;

/// What others see while nobody computes, while one handler does, and while two do.
final class StarvationTable {

    private final StringBuilder text = new StringBuilder();

    StarvationTable() {
        text.append("%n%-34s %17s %27s %27s%n".formatted("", "nobody computes", "one does", "two do"));
        text.append("%-34s %8s %8s  %8s %8s %8s  %8s %8s %8s%n"
                .formatted("latency in ms", "p50", "p99", "p50", "p99", "max", "p50", "p99", "max"));
    }

    void row(String name, LoadReport calm, LoadReport one, LoadReport two) {
        text.append("%-34s %8.2f %8.2f  %8.2f %8.2f %8.2f  %8.2f %8.2f %8.2f%n"
                .formatted(
                        name,
                        calm.p50() / 1e6,
                        calm.p99() / 1e6,
                        one.p50() / 1e6,
                        one.p99() / 1e6,
                        one.max() / 1e6,
                        two.p50() / 1e6,
                        two.p99() / 1e6,
                        two.max() / 1e6));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
