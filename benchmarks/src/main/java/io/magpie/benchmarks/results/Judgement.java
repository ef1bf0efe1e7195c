package io.magpie.benchmarks.results;

import java.util.Locale;

/// Whether a row reaches its [Floor].
public enum Judgement {
    /// It does.
    MET,
    /// It does not, or did not finish.
    MISSED;

    static Judgement of(boolean met) {
        return met ? MET : MISSED;
    }

    /// For a cell of a table.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
