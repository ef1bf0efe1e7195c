/// What the server can be told to do. No sockets here: a command reads its arguments, works on a
/// [io.magpie.examples.redis.store.Database] and writes its answer into a
/// [io.magpie.examples.redis.protocol.Reply].
///
/// The server's side of it, for each request that [io.magpie.examples.redis.protocol.CommandParser] yields:
///
/// 1. `Command command = table.resolve(args, reply)`. Null means that the error (unknown, or a wrong number of
///    arguments) is written already; inside MULTI that spoils the transaction.
/// 2. Decide by the command's flags: refuse it, queue it, or go on.
/// 3. `call.begin(session, reply, args)`, then `command.run(call)`. Errors of the command are answers like any other;
///    whatever else it throws is a bug of ours.
/// 4. `call.waitsFor()` is not null: the command found nothing and the client shall be blocked; nothing was written.
///    When [io.magpie.examples.redis.store.Effects] reports a list (or a sorted set) at one of the keys, run the command
///    again with `call.resume(…)`: it is served, or waits on. When the time is up, write
///    [io.magpie.examples.redis.command.Wait#timedOut]. Effects are reported in the middle of a command, so note the
///    keys and look after blocked clients when the command (or the whole transaction) has finished.
///
/// What goes to the append-only file: a command flagged [io.magpie.examples.redis.command.Flag#WRITE] that changed
/// something propagates its own arguments, unless it calls [io.magpie.examples.redis.command.Call#propagate] or
/// [io.magpie.examples.redis.command.Call#propagateNothing], because its effect depends on time or chance. Keys that
/// expire propagate `DEL`, before the command that found them expired. To replay the file, begin each command with
/// [io.magpie.examples.redis.command.Call#beginReplayed].
///
/// A server adds its own commands (`MULTI`, `SUBSCRIBE`, `CONFIG`, …) to the same
/// [io.magpie.examples.redis.command.CommandTable]; a later one of the same name takes the place of an earlier one.
/// Their handlers find the connection in [io.magpie.examples.redis.command.Call#session].
///
/// All of it is for one thread at a time, like the store.
@NullMarked
package io.magpie.examples.redis.command;

import org.jspecify.annotations.NullMarked;
