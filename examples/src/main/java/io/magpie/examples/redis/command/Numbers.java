package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Decimal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Numbers in arguments, as strictly as Redis reads them.
final class Numbers {

    /// Longer texts are no numbers.
    private static final int MAX_LENGTH = 5 * 1024;

    private Numbers() {}

    static long integer(byte[] bytes) throws CommandException {
        long value = Decimal.parse(bytes);
        if (value == 0 && !Decimal.isLong(bytes)) {
            throw CommandException.notAnInteger();
        }
        return value;
    }

    /// A whole number in a range; `complaint` is the error for one outside.
    static long integer(byte[] bytes, long least, long most, String complaint) throws CommandException {
        long value = integer(bytes);
        if (value < least || value > most) {
            throw new CommandException(complaint);
        }
        return value;
    }

    /// A count of things to take.
    static long positive(byte[] bytes) throws CommandException {
        String complaint = "ERR value is out of range, must be positive";
        if (!Decimal.isLong(bytes)) {
            throw new CommandException(complaint);
        }
        return integer(bytes, 0, Long.MAX_VALUE, complaint);
    }

    /// A floating-point number; infinite ones are spelled out.
    static double real(byte[] bytes) throws CommandException {
        return real(bytes, "ERR value is not a valid float");
    }

    static double real(byte[] bytes, String complaint) throws CommandException {
        double value = realOrNaN(bytes, 0);
        if (Double.isNaN(value)) {
            throw new CommandException(complaint);
        }
        return value;
    }

    /// The number from `from` on, or NaN if there is none, or one that no double can come near.
    static double realOrNaN(byte[] bytes, int from) {
        if (bytes.length - from <= 15 && Decimal.isLong(bytes, from, bytes.length)) {
            return Decimal.parse(bytes, from, bytes.length);
        }
        String text = Words.text(bytes).substring(from);
        double infinity = infinity(text);
        if (!Double.isNaN(infinity)) {
            return infinity;
        }
        if (!isDecimalFraction(text)) {
            return Double.NaN;
        }
        double value = Double.parseDouble(text);
        boolean lost = Double.isInfinite(value) || (value == 0 && hasDigitsButZero(text));
        return lost ? Double.NaN : value;
    }

    private static double infinity(String text) {
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        String word = text.substring(sign);
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.NaN;
    }

    private static boolean hasDigitsButZero(String text) {
        int end = Math.max(text.indexOf('e'), text.indexOf('E'));
        return text.substring(0, end < 0 ? text.length() : end)
                .chars()
                .anyMatch(letter -> letter >= '1' && letter <= '9');
    }

    /// A finite number of any size; null stands for an infinite one.
    static @Nullable BigDecimal exact(byte[] bytes, String complaint) throws CommandException {
        String text = Words.text(bytes);
        if (!Double.isNaN(infinity(text))) {
            return null;
        }
        if (text.length() > MAX_LENGTH || !isDecimalFraction(text)) {
            throw new CommandException(complaint);
        }
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e >= 0 && text.length() - e > 7) {
            throw new CommandException(complaint);
        }
        BigDecimal value = LongDouble.round(new BigDecimal(text));
        if (LongDouble.isOutOfRange(value)) {
            throw new CommandException(complaint);
        }
        return value;
    }

    /// Digits with at most one point among them, perhaps a sign before and an exponent behind.
    private static boolean isDecimalFraction(String text) {
        int at = sign(text, 0);
        int whole = digits(text, at);
        int end = whole;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digits(text, end + 1);
            if (end == at + 1) {
                return false;
            }
        } else if (end == at) {
            return false;
        }
        if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
            int exponent = sign(text, end + 1);
            end = digits(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length();
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
