package io.magpie.examples.redis.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// The arithmetic of `INCRBYFLOAT`: C's `long double` on x86, whose numbers have 64 significant bits. With it 0.1 and 0.2
/// make 0.3, where doubles would not.
final class LongDouble {

    private static final int PRECISION = 64;
    /// Digits behind the point that are shown.
    private static final int SHOWN = 17;
    /// No number is greater than ten to this.
    private static final int MAX_EXPONENT = 4932;

    private LongDouble() {}

    /// The sum, rounded.
    static BigDecimal sum(BigDecimal one, BigDecimal other) {
        return round(one.add(other));
    }

    static boolean isOutOfRange(BigDecimal value) {
        return value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT;
    }

    /// The nearest number of 64 significant bits; of two, the one that ends with a zero.
    static BigDecimal round(BigDecimal value) {
        if (value.signum() == 0 || Math.abs((long) value.precision() - value.scale()) > 2 * MAX_EXPONENT) {
            return value;
        }
        BigInteger numerator = value.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (value.scale() > 0) {
            denominator = BigInteger.TEN.pow(value.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
        }
        int shift = PRECISION - (numerator.bitLength() - denominator.bitLength());
        BigInteger bits = divided(numerator, denominator, shift);
        if (bits.bitLength() > PRECISION) {
            shift--;
            bits = divided(numerator, denominator, shift);
        }
        BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(shift)));
        BigDecimal magnitude = new BigDecimal(bits);
        BigDecimal rounded = shift >= 0 ? magnitude.divide(power) : magnitude.multiply(power);
        return value.signum() < 0 ? rounded.negate() : rounded;
    }

    /// `numerator · 2^shift / denominator`, rounded to even.
    private static BigInteger divided(BigInteger numerator, BigInteger denominator, int shift) {
        BigInteger top = shift >= 0 ? numerator.shiftLeft(shift) : numerator;
        BigInteger bottom = shift >= 0 ? denominator : denominator.shiftLeft(-shift);
        return new BigDecimal(top)
                .divide(new BigDecimal(bottom), 0, RoundingMode.HALF_EVEN)
                .toBigInteger();
    }

    /// As a person would write it: no exponent, no zeros at the end.
    static String format(BigDecimal value) {
        BigDecimal shown = value.setScale(SHOWN, RoundingMode.HALF_EVEN);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }
}
