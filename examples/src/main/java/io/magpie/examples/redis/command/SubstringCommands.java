package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;

/// Parts of strings: bytes and bits of them.
final class SubstringCommands {

    /// Redis's `proto-max-bulk-len`: no string is longer.
    private static final int MAX_LENGTH = 512 << 20;

    private static final byte[] EMPTY = {};

    private SubstringCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("append", 3, Keys.FIRST, SubstringCommands::append, WRITE, DENYOOM, FAST))
                .add(new Command("strlen", 2, Keys.FIRST, SubstringCommands::strlen, READONLY, FAST))
                .add(new Command("getrange", 4, Keys.FIRST, SubstringCommands::getrange, READONLY))
                .add(new Command("substr", 4, Keys.FIRST, SubstringCommands::getrange, READONLY))
                .add(new Command("setrange", 4, Keys.FIRST, SubstringCommands::setrange, WRITE, DENYOOM))
                .add(new Command("setbit", 4, Keys.FIRST, SubstringCommands::setbit, WRITE, DENYOOM))
                .add(new Command("lcs", -3, Keys.FIRST_TWO, LongestCommon::run, READONLY))
                .add(new Command("getbit", 3, Keys.FIRST, SubstringCommands::getbit, READONLY, FAST));
    }

    private static void append(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        StringValue string;
        if (entry == null) {
            string = new StringValue(call.arg(2));
        } else {
            string = Typed.string(entry);
            checkLength((long) string.length() + call.arg(2).length);
            string.write(string.length(), call.arg(2));
        }
        call.changed(call.arg(1), entry, string);
        call.reply().integer(string.length());
    }

    private static void checkLength(long length) throws CommandException {
        if (length > MAX_LENGTH) {
            throw new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
    }

    private static void strlen(Call call) throws CommandException {
        Entry entry = call.find(1);
        call.reply().integer(entry == null ? 0 : Typed.string(entry).length());
    }

    private static void getrange(Call call) throws CommandException {
        long start = call.integer(2);
        long end = call.integer(3);
        Entry entry = call.find(1);
        byte[] bytes = entry == null ? EMPTY : Typed.string(entry).bytes();
        if (start < 0 && end < 0 && start > end) {
            call.reply().bulk(EMPTY);
            return;
        }
        long from = Math.max(0, start < 0 ? bytes.length + start : start);
        long to = Math.min(bytes.length - 1, Math.max(0, end < 0 ? bytes.length + end : end));
        if (from > to) {
            call.reply().bulk(EMPTY);
        } else {
            call.reply().bulk(bytes, (int) from, (int) (to - from + 1));
        }
    }

    private static void setrange(Call call) throws CommandException {
        long offset = call.integer(2);
        if (offset < 0) {
            throw new CommandException("ERR offset is out of range");
        }
        byte[] patch = call.arg(3);
        Entry entry = call.findToWrite(1);
        StringValue string = entry == null ? new StringValue(EMPTY) : Typed.string(entry);
        if (patch.length > 0) {
            checkLength(offset > MAX_LENGTH ? offset : offset + patch.length);
            string.write((int) offset, patch);
            call.changed(call.arg(1), entry, string);
        }
        call.reply().integer(string.length());
    }

    private static void setbit(Call call) throws CommandException {
        long offset = bitOffset(call);
        String complaint = "ERR bit is not an integer or out of range";
        if (call.arg(3).length != 1 || (call.arg(3)[0] != '0' && call.arg(3)[0] != '1')) {
            throw new CommandException(complaint);
        }
        boolean on = call.arg(3)[0] == '1';
        Entry entry = call.findToWrite(1);
        StringValue string = entry == null ? new StringValue(EMPTY) : Typed.string(entry);
        int index = (int) (offset >>> 3);
        int mask = 0x80 >> (offset & 7);
        int old = index < string.length() ? string.bytes()[index] : 0;
        string.write(index, new byte[] {(byte) (on ? old | mask : old & ~mask)});
        call.changed(call.arg(1), entry, string);
        call.reply().integer((old & mask) == 0 ? 0 : 1);
    }

    private static void getbit(Call call) throws CommandException {
        long offset = bitOffset(call);
        Entry entry = call.find(1);
        byte[] bytes = entry == null ? EMPTY : Typed.string(entry).bytes();
        int index = (int) (offset >>> 3);
        call.reply().integer(index < bytes.length && (bytes[index] & 0x80 >> (offset & 7)) != 0 ? 1 : 0);
    }

    private static long bitOffset(Call call) throws CommandException {
        String complaint = "ERR bit offset is not an integer or out of range";
        try {
            return Numbers.integer(call.arg(2), 0, 8L * MAX_LENGTH - 1, complaint);
        } catch (CommandException _) {
            throw new CommandException(complaint);
        }
    }
}
