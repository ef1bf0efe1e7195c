package io.magpie.examples;

/// Two columns of figures side by side, and their ratio.
final class Comparison {

    private final StringBuilder text = new StringBuilder();

    Comparison(String ours, String theirs) {
        text.append("%n%-34s %18s %18s %8s%n".formatted("", ours, theirs, "ratio"));
    }

    void row(String what, String format, double ours, double theirs) {
        text.append("%-34s %18s %18s %8.2f%n"
                .formatted(what, format.formatted(ours), format.formatted(theirs), ours / theirs));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
