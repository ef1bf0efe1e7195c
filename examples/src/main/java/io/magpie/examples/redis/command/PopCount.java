package io.magpie.examples.redis.command;

/// The `COUNT` that ends `LMPOP`, `ZMPOP` and their waiting kin.
final class PopCount {

    private PopCount() {}

    /// The count that begins at `from`; 1 if the arguments end there.
    static long of(Call call, int from) throws CommandException {
        long count = -1;
        for (int at = from; at < call.count(); at += 2) {
            if (count >= 0 || !call.is(at, "COUNT") || at + 1 == call.count()) {
                throw CommandException.syntax();
            }
            String complaint = "ERR count should be greater than 0";
            try {
                count = Numbers.integer(call.arg(at + 1), 1, Long.MAX_VALUE, complaint);
            } catch (CommandException _) {
                throw new CommandException(complaint);
            }
        }
        return count < 0 ? 1 : count;
    }
}
