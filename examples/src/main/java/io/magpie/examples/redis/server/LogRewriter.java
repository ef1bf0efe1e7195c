package io.magpie.examples.redis.server;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.scope;
import static io.magpie.Async.spawnBlocking;
import static io.magpie.Async.uncancellable;

import io.magpie.future.Future;
import io.magpie.sync.Notified;
import io.magpie.sync.Notify;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Has an append-only file rewritten while it is appended to. The [AppendLog] puts the new file in the place of the old one,
/// between two batches.
final class LogRewriter {

    /// How far a rewrite has come.
    private enum State {
        /// Nobody has asked for one.
        NONE,
        /// [#run] is to copy the file, or does.
        ASKED,
        /// The log is to put it in the place of the file; until it does, [#run] can take it back.
        COPIED,
        /// The log does.
        TAKEN
    }

    private final AppendFile file;
    private final Runnable wakeLog;
    private final Notify asked = new Notify();
    private final Notify progress = new Notify();

    // Guarded by this object's monitor, which is held for assignments only.
    private State state = State.NONE;
    private @Nullable AppendFileRewrite copied;
    private boolean failed;
    private long ended; // how many have

    /// @param wakeLog called when there is something for the log to [#take]
    LogRewriter(AppendFile file, Runnable wakeLog) {
        this.file = file;
        this.wakeLog = wakeLog;
    }

    /// Has the file rewritten. Any thread.
    ///
    /// @return false if it is being rewritten
    synchronized boolean ask() {
        if (state != State.NONE) {
            return false;
        }
        state = State.ASKED;
        asked.notifyOne();
        return true;
    }

    synchronized boolean isUnderWay() {
        return state != State.NONE;
    }

    /// Whether the latest rewrite has ended well, if there was one.
    synchronized boolean hasSucceeded() {
        return !failed;
    }

    // @start region="rewriter"
    /// Rewrites the file whenever it is asked to. For ever. Dropped, it ends the copying, and removes what was copied.
    Future<@Nullable Void> run() {
        return async(() -> {
            while (true) {
                await(asked.notified());
                await(rewrite());
            }
        });
    }

    private Future<@Nullable Void> rewrite() {
        return scope(s -> {
            long before = ended();
            AppendFileRewrite rewrite = file.rewrite();
            var copying = s.spawn(uncancellable(() -> {
                await(spawnBlocking(rewrite::copy));
            }));
            try {
                await(copying);
                offer(rewrite);
                await(endAfter(before));
            } catch (IOException e) {
                ended(e);
            } finally {
                rewrite.abandon(); // the scope waits until the copying has seen it
                if (takeBack()) {
                    await(spawnBlocking(rewrite::discard));
                }
            }
        });
    }
    // @end

    private void offer(AppendFileRewrite rewrite) {
        synchronized (this) {
            copied = rewrite;
            state = State.COPIED;
        }
        wakeLog.run();
    }

    private synchronized long ended() {
        return ended;
    }

    /// Waits for the end of this rewrite, not until none is under way: the next may be asked for before this is polled again.
    private Future<@Nullable Void> endAfter(long before) {
        return async(() -> {
            while (true) {
                Notified next = progress.notified(); // before the look
                if (ended() != before) {
                    return;
                }
                await(next);
            }
        });
    }

    /// What is to be put in the place of the file, by the caller, who then calls [#ended]; null if there is nothing.
    synchronized @Nullable AppendFileRewrite take() {
        if (state != State.COPIED) {
            return null;
        }
        state = State.TAKEN;
        AppendFileRewrite taken = copied;
        copied = null;
        return taken;
    }

    /// Whether there is a copy that nobody has taken, and now nobody will.
    private synchronized boolean takeBack() {
        if (state != State.COPIED) {
            return false;
        }
        state = State.NONE;
        copied = null;
        return true;
    }

    /// The rewrite is in the place of the file, or it failed with `e`.
    synchronized void ended(@Nullable IOException e) {
        state = State.NONE;
        failed = e != null;
        ended++;
        progress.notifyWaiters();
    }
}
