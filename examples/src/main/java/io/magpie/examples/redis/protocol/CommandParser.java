package io.magpie.examples.redis.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes that a client sends into commands: arrays of bulk strings (`*2\r\n$3\r\nGET\r\n…`) and inline commands
/// (`GET key\r\n`). For one connection; not thread-safe.
///
/// However the bytes are divided into reads, the commands are the same: what was looked at is kept here and never
/// scanned again.
public final class CommandParser {

    private enum State {
        START,
        INLINE,
        COUNT,
        BULK_HEADER,
        BULK_LENGTH,
        BULK,
        BULK_END
    }

    /// Arguments at first allotted to a command that announces many.
    private static final int FIRST_ARGUMENTS = 1024;
    /// Bytes at first allotted to an argument that announces many and of which few are here.
    private static final int FIRST_BULK_BYTES = 64 << 10;

    /// A longer name is no command's, and nothing to keep.
    private static final int LONGEST_KEPT_NAME = 32;

    /// The bytes after an argument; Redis does not look at them either.
    private static final int LINE_END = 2;

    private static final byte[] NOTHING = {};
    private static final byte[][] NO_ARGUMENTS = {};

    private final Limits limits;
    private State state = State.START;
    /// Bytes still to be ignored: the line feed of a header, whatever it is.
    private int skip;
    /// The beginning of a line whose end is not here yet.
    private byte[] line = NOTHING;
    private int lineLength;
    /// The command so far: `filled` of `count` arguments.
    private byte[][] args = NO_ARGUMENTS;
    private int count;
    private int filled;
    private long commandBytes;
    /// The name of the latest command. Mostly the next one's is the same, and gets no array of its own.
    private byte[] name = NOTHING;
    /// The argument so far: `bulkFilled` of `bulkLength` bytes.
    private byte[] bulk = NOTHING;
    private int bulkLength;
    private int bulkFilled;

    /// A parser at the beginning of a connection.
    ///
    /// @param limits what it refuses
    public CommandParser(Limits limits) {
        this.limits = limits;
    }

    /// Takes bytes up to the end of the next command.
    ///
    /// @param in read from its position; wholly consumed when the answer is null
    /// @return the command, its name first, never empty. The arrays of its arguments belong to the caller; that of its name
    ///     may be the one of the command before, and is not to be changed. Null when the bytes ended before a command did
    /// @throws ProtocolException if these bytes are no command; this parser is of no use afterwards
    public byte @Nullable [][] next(ByteBuffer in) throws ProtocolException {
        while (true) {
            if (skip > 0) {
                int here = Math.min(skip, in.remaining());
                in.position(in.position() + here);
                skip -= here;
            }
            if (!in.hasRemaining()) {
                return null;
            }
            switch (state) {
                case START -> start(in);
                case INLINE -> {
                    if (readLine(in, (byte) '\n', "too big inline request")) {
                        byte[][] command = InlineCommand.split(line, 0, inlineLength());
                        lineLength = 0;
                        state = State.START;
                        if (command == null) {
                            throw new ProtocolException("unbalanced quotes in request");
                        }
                        if (command.length > 0) {
                            return command;
                        }
                    }
                }
                case COUNT -> readCount(in);
                case BULK_HEADER -> expectBulk(in);
                case BULK_LENGTH -> {
                    if (readBulkLength(in)) {
                        return command();
                    }
                }
                case BULK -> readBulk(in);
                case BULK_END -> {
                    in.get();
                    bulkFilled++;
                    if (bulkFilled == LINE_END && takeBulk()) {
                        return command();
                    }
                }
            }
        }
    }

    /// True when the bytes so far end with a whole command: a connection that closes now cuts nothing off.
    public boolean isBetweenCommands() {
        return state == State.START;
    }

    private void start(ByteBuffer in) {
        if (in.get(in.position()) == '*') {
            in.get();
            state = State.COUNT;
        } else {
            state = State.INLINE;
        }
    }

    private void readCount(ByteBuffer in) throws ProtocolException {
        long announced = readNumber(in, "too big mbulk count string");
        if (announced == INCOMPLETE) {
            return;
        }
        if (announced == MALFORMED || announced > limits.maxArguments()) {
            throw new ProtocolException("invalid multibulk length");
        }
        if (announced <= 0) {
            state = State.START;
            return;
        }
        count = (int) announced;
        filled = 0;
        commandBytes = 0;
        args = new byte[Math.min(count, FIRST_ARGUMENTS)][];
        state = State.BULK_HEADER;
    }

    private void expectBulk(ByteBuffer in) throws ProtocolException {
        byte type = in.get();
        if (type != '$') {
            throw new ProtocolException("expected '$', got '" + (char) (type & 0xff) + "'");
        }
        state = State.BULK_LENGTH;
    }

    /// True if the whole argument is here, too, and completes the command.
    private boolean readBulkLength(ByteBuffer in) throws ProtocolException {
        long announced = readNumber(in, "too big bulk count string");
        if (announced == INCOMPLETE) {
            return false;
        }
        if (announced == MALFORMED || announced < 0 || announced > limits.maxBulkBytes()) {
            throw new ProtocolException("invalid bulk length");
        }
        commandBytes += announced;
        if (commandBytes > limits.maxCommandBytes()) {
            throw new ProtocolException("command longer than " + limits.maxCommandBytes() + " bytes");
        }
        bulkLength = (int) announced;
        if (skip == 0 && in.remaining() >= bulkLength + LINE_END) {
            if (filled == 0 && isNext(in, name, bulkLength)) {
                bulk = name;
                in.position(in.position() + bulkLength);
            } else {
                bulk = new byte[bulkLength];
                in.get(bulk);
            }
            in.position(in.position() + LINE_END);
            return takeBulk();
        }
        bulkFilled = 0;
        // An announcement costs the client nothing, so it may not cost us much either.
        bulk = new byte[Math.min(bulkLength, Math.max(FIRST_BULK_BYTES, in.remaining()))];
        state = State.BULK;
        return false;
    }

    /// Whether the next `length` bytes are `expected`.
    private static boolean isNext(ByteBuffer in, byte[] expected, int length) {
        if (expected.length != length) {
            return false;
        }
        int from = in.position();
        for (int i = 0; i < length; i++) {
            if (in.get(from + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private void readBulk(ByteBuffer in) {
        int here = Math.min(bulkLength - bulkFilled, in.remaining());
        if (bulkFilled + here > bulk.length) {
            long doubled = Math.max(2L * bulk.length, bulkFilled + (long) here);
            bulk = Arrays.copyOf(bulk, (int) Math.min(bulkLength, doubled));
        }
        in.get(bulk, bulkFilled, here);
        bulkFilled += here;
        if (bulkFilled == bulkLength) {
            state = State.BULK_END;
            bulkFilled = 0;
        }
    }

    /// Puts the argument that is complete into the command; true if the command is complete with it.
    private boolean takeBulk() {
        if (filled == args.length) {
            args = Arrays.copyOf(args, Math.min(count, 2 * filled));
        }
        args[filled++] = bulk;
        bulk = NOTHING;
        bulkFilled = 0;
        state = filled == count ? State.START : State.BULK_HEADER;
        return filled == count;
    }

    private byte[][] command() {
        byte[][] command = args;
        args = NO_ARGUMENTS;
        if (command[0].length <= LONGEST_KEPT_NAME) {
            name = command[0];
        }
        return command;
    }

    // A number and the carriage return after it; the byte that follows is a line feed or ignored all the same.

    private static final int ORDINARY_DIGITS = 9;
    private static final long INCOMPLETE = Long.MIN_VALUE;
    private static final long MALFORMED = Long.MIN_VALUE + 1;

    private long readNumber(ByteBuffer in, String tooLong) throws ProtocolException {
        if (lineLength == 0) {
            int number = wholeNumber(in);
            if (number >= 0) {
                return number;
            }
        }
        if (!readLine(in, (byte) '\r', tooLong)) {
            return INCOMPLETE;
        }
        long number = Decimal.parse(line, 0, lineLength);
        boolean malformed = number == 0 && !Decimal.isLong(line, 0, lineLength);
        lineLength = 0;
        skip = 1;
        return malformed ? MALFORMED : number;
    }

    /// The number that begins here, if it is an ordinary one and all of its line is here: nearly always. Else -1, and
    /// nothing was consumed.
    private static int wholeNumber(ByteBuffer in) {
        int from = in.position();
        int last = Math.min(in.limit() - LINE_END, from + ORDINARY_DIGITS);
        int number = 0;
        int at = from;
        for (; at <= last; at++) {
            int digit = in.get(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        boolean ordinary = at > from && at <= last && in.get(at) == '\r' && (in.get(from) != '0' || at == from + 1);
        if (!ordinary) {
            return -1;
        }
        in.position(at + LINE_END);
        return number;
    }

    /// Moves bytes up to `end` into `line`; true when `end` was there (it is consumed and not in `line`).
    private boolean readLine(ByteBuffer in, byte end, String tooLong) throws ProtocolException {
        int from = in.position();
        int limit = in.limit();
        int at = from;
        while (at < limit && in.get(at) != end) {
            at++;
        }
        int here = at - from;
        if (lineLength + here > limits.maxLineBytes()) {
            throw new ProtocolException(tooLong);
        }
        if (lineLength + here > line.length) {
            line = Arrays.copyOf(line, Math.max(32, Math.max(2 * line.length, lineLength + here)));
        }
        in.get(line, lineLength, here);
        lineLength += here;
        if (at == limit) {
            return false;
        }
        in.get();
        return true;
    }

    private int inlineLength() {
        return lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
    }
}
