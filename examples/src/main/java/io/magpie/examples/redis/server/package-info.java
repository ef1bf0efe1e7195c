/// The server around the commands: connections, transactions, publish and subscribe, blocked clients, the append-only
/// file. Straight-line asynchronous code on `io.magpie`; one task for each connection.
///
/// ## Who owns what
///
/// A [io.magpie.examples.redis.server.Connection] belongs to its task: the parser, what was read and not run yet, what
/// was answered and not sent yet. No other task touches it.
///
/// Everything that clients share belongs to whoever holds the *turn*, one plain lock of the
/// [io.magpie.examples.redis.server.Server]: the database, subscriptions, watched keys, blocked clients, the settings,
/// and of each [io.magpie.examples.redis.server.Client] all but what is said to be fixed. A task takes the turn for one
/// command, or one `EXEC`, or one look, and never awaits while it has it. So commands are atomic whatever the number of
/// workers, and the order in which they had the turn is the order in which they happened: for `WATCH`, for blocked
/// clients, for subscribers and in the log.
///
/// A plain lock is right here, though tasks otherwise never block their threads: it is held for microseconds, by code that
/// cannot wait. With one worker nobody ever finds it taken.
///
/// ## From one task to another
///
/// What a client is sent by others (messages, the answer it is blocked for) goes to its *outbox*, which belongs to the
/// turn; then its `news` are notified, and its own task takes the outbox and writes. Before a client's own command runs,
/// its outbox moves ahead of the answer, so that a client sees what happened in the order in which it happened.
///
/// ## Lock order
///
/// The turn, then the monitor of the [io.magpie.examples.redis.server.AppendLog]. Connections of others are closed after
/// the turn was given back.
///
/// ## Ending
///
/// Told to stop, the server closes its listener and cancels the tasks of the connections. A task is cancelled where it
/// waits for requests; what was run is answered first, because running and answering is one uncancellable section, and
/// answers that wait for the disk get it. Then the log is written to its end and forced onto the disk.
@NullMarked
package io.magpie.examples.redis.server;

import org.jspecify.annotations.NullMarked;
