package io.magpie.benchmarks.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// How figures read.
public final class Quantity {

    private static final double THOUSAND = 1_000;

    private Quantity() {}

    /// A figure with the unit that keeps it short: `64.6 ns`, `1.20 ms`, `128 B`.
    ///
    /// @param value in `unit`
    /// @param unit of a row: the part before a space or a stroke is scaled
    /// @return without unit if it is none of time or memory
    public static String of(double value, String unit) {
        return switch (base(unit)) {
            case "ns" -> time(value);
            case "µs" -> time(value * THOUSAND);
            case "ms" -> time(value * THOUSAND * THOUSAND);
            case "bytes", "B" -> bytes(value);
            default -> digits(value);
        };
    }

    /// What of a unit scales: `ns` of `ns/op`.
    private static String base(String unit) {
        return unit.split("[ /]", 2)[0];
    }

    private static String time(double nanos) {
        double size = Math.abs(nanos);
        if (size < THOUSAND) {
            return digits(nanos) + " ns";
        }
        if (size < THOUSAND * THOUSAND) {
            return digits(nanos / THOUSAND) + " µs";
        }
        return size < THOUSAND * THOUSAND * THOUSAND
                ? digits(nanos / (THOUSAND * THOUSAND)) + " ms"
                : digits(nanos / (THOUSAND * THOUSAND * THOUSAND)) + " s";
    }

    private static String bytes(double value) {
        double size = Math.abs(value);
        if (size < THOUSAND) {
            return digits(value) + " B";
        }
        return size < THOUSAND * THOUSAND
                ? digits(value / THOUSAND) + " kB"
                : digits(value / (THOUSAND * THOUSAND)) + " MB";
    }

    /// Three digits that count, more only before the point; two of what is very small.
    ///
    /// @param value any
    /// @return for instance `0.352`, `64.6`, `1,234`
    public static String digits(double value) {
        double size = Math.abs(value);
        if (size > 0 && size < 0.01) {
            return new BigDecimal(value)
                    .round(new MathContext(2))
                    .stripTrailingZeros()
                    .toPlainString();
        }
        int behind = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + behind + "f", value);
    }
}
