package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;
import java.util.ArrayList;
import java.util.List;

/// `LCS`: the longest subsequence that two strings have in common, by the table of all pairs of their prefixes.
final class LongestCommon {

    private static final byte[] EMPTY = {};
    /// Cells of the table: a quarter of a gigabyte.
    private static final long MAX_CELLS = 1 << 26;

    private final byte[] one;
    private final byte[] other;
    /// `lengths[i][j]`: of the subsequence that the first i and the first j bytes have in common.
    private final int[][] lengths;

    /// A stretch that both have: from the last to the first when they are found.
    private record Match(int from, int otherFrom, int length) {}

    private LongestCommon(byte[] one, byte[] other) {
        this.one = one;
        this.other = other;
        this.lengths = new int[one.length + 1][other.length + 1];
        for (int i = 1; i <= one.length; i++) {
            for (int j = 1; j <= other.length; j++) {
                lengths[i][j] = one[i - 1] == other[j - 1]
                        ? lengths[i - 1][j - 1] + 1
                        : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
    }

    static void run(Call call) throws CommandException {
        byte[] one = string(call, 1);
        byte[] other = string(call, 2);
        boolean onlyLength = false;
        boolean matches = false;
        boolean withLengths = false;
        long least = 0;
        for (int at = 3; at < call.count(); at++) {
            if (call.is(at, "IDX")) {
                matches = true;
            } else if (call.is(at, "LEN")) {
                onlyLength = true;
            } else if (call.is(at, "WITHMATCHLEN")) {
                withLengths = true;
            } else if (call.is(at, "MINMATCHLEN") && at + 1 < call.count()) {
                at++;
                least = Math.max(0, call.integer(at));
            } else {
                throw CommandException.syntax();
            }
        }
        if (matches && onlyLength) {
            throw new CommandException("ERR If you want both the length and indexes, please just use IDX.");
        }
        if ((one.length + 1L) * (other.length + 1L) > MAX_CELLS) {
            throw new CommandException("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
        }
        LongestCommon common = new LongestCommon(one, other);
        if (onlyLength) {
            call.reply().integer(common.length());
        } else if (matches) {
            common.writeMatches(call.reply(), least, withLengths);
        } else {
            call.reply().bulk(common.subsequence());
        }
    }

    private static byte[] string(Call call, int index) throws CommandException {
        Entry entry = call.find(index);
        if (entry == null) {
            return EMPTY;
        }
        if (entry.value() instanceof StringValue string) {
            return string.bytes();
        }
        throw new CommandException("ERR The specified keys must contain string values");
    }

    private int length() {
        return lengths[one.length][other.length];
    }

    private byte[] subsequence() {
        byte[] result = new byte[length()];
        int at = result.length;
        for (Match match : matches()) {
            at -= match.length;
            System.arraycopy(one, match.from, result, at, match.length);
        }
        return result;
    }

    /// The stretches, the last one first.
    private List<Match> matches() {
        List<Match> matches = new ArrayList<>();
        int i = one.length;
        int j = other.length;
        int run = 0;
        while (i > 0 && j > 0) {
            if (one[i - 1] == other[j - 1]) {
                i--;
                j--;
                run++;
                continue;
            }
            if (run > 0) {
                matches.add(new Match(i, j, run));
                run = 0;
            }
            if (lengths[i - 1][j] > lengths[i][j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        if (run > 0) {
            matches.add(new Match(i, j, run));
        }
        return matches;
    }

    private void writeMatches(Reply reply, long least, boolean withLengths) {
        List<Match> matches =
                matches().stream().filter(match -> match.length >= least).toList();
        reply.map(2);
        reply.bulk("matches");
        reply.array(matches.size());
        for (Match match : matches) {
            reply.array(withLengths ? 3 : 2);
            writeRange(reply, match.from, match.length);
            writeRange(reply, match.otherFrom, match.length);
            if (withLengths) {
                reply.integer(match.length);
            }
        }
        reply.bulk("len");
        reply.integer(length());
    }

    private static void writeRange(Reply reply, int from, int length) {
        reply.array(2);
        reply.integer(from);
        reply.integer(from + length - 1L);
    }
}
