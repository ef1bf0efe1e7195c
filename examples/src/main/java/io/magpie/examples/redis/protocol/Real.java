package io.magpie.examples.redis.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Floating-point numbers as Redis 7.0 writes them: C's `%.17g`, so every double survives the way out and back in.
public final class Real {

    private static final MathContext DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

    private Real() {}

    /// The characters of `value`.
    public static String format(double value) {
        if (value == (long) value && Math.abs(value) < 1e17 && !isNegativeZero(value)) {
            return Long.toString((long) value);
        }
        if (isNegativeZero(value)) {
            return "-0";
        }
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 17) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String power = (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + power;
    }

    private static boolean isNegativeZero(double value) {
        return value == 0 && 1 / value < 0;
    }
}
