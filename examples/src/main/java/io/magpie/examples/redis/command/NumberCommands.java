package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Strings that are numbers: `INCR` and its kin.
final class NumberCommands {

    private static final byte[] SET = Words.bytes("SET");
    private static final byte[] KEEPTTL = Words.bytes("KEEPTTL");

    private NumberCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("incr", 2, Keys.FIRST, call -> add(call, 1), WRITE, DENYOOM, FAST))
                .add(new Command("decr", 2, Keys.FIRST, call -> add(call, -1), WRITE, DENYOOM, FAST))
                .add(new Command("incrby", 3, Keys.FIRST, call -> add(call, call.integer(2)), WRITE, DENYOOM, FAST))
                .add(new Command("decrby", 3, Keys.FIRST, NumberCommands::decrby, WRITE, DENYOOM, FAST))
                .add(new Command("incrbyfloat", 3, Keys.FIRST, NumberCommands::incrbyfloat, WRITE, DENYOOM, FAST));
    }

    private static void decrby(Call call) throws CommandException {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        add(call, -decrement);
    }

    private static void add(Call call, long increment) throws CommandException {
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            call.database().add(call.arg(1), new StringValue(increment));
            call.reply().integer(increment);
            return;
        }
        StringValue string = Typed.string(entry);
        long sum = sum(string.isNumber() ? string.number() : Numbers.integer(string.bytes()), increment);
        string.set(sum);
        call.database().touched(entry);
        call.reply().integer(sum);
    }

    static long sum(long value, long increment) throws CommandException {
        long sum = value + increment;
        if (((value ^ sum) & (increment ^ sum)) < 0) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        return sum;
    }

    private static void incrbyfloat(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        String complaint = "ERR value is not a valid float";
        BigDecimal value = entry == null
                ? BigDecimal.ZERO
                : Numbers.exact(Typed.string(entry).bytes(), complaint);
        byte[] digits = sum(value, Numbers.exact(call.arg(2), complaint));
        StringValue string = entry == null ? new StringValue(digits) : Typed.string(entry);
        string.setComputed(digits);
        call.changed(call.arg(1), entry, string);
        call.reply().bulk(digits);
        call.propagate(SET, call.arg(1), digits, KEEPTTL);
    }

    /// The digits of a sum; null stands for infinity.
    static byte[] sum(@Nullable BigDecimal value, @Nullable BigDecimal increment) throws CommandException {
        BigDecimal sum = value == null || increment == null ? null : LongDouble.sum(value, increment);
        if (sum == null || LongDouble.isOutOfRange(sum)) {
            throw new CommandException("ERR increment would produce NaN or Infinity");
        }
        return Words.bytes(LongDouble.format(sum));
    }
}
