package io.magpie.examples.weaving.cancelling;

import static io.magpie.Async.abortOnDrop;
import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static io.magpie.Async.tryJoin;
import static io.magpie.Async.uncancellable;
import static io.magpie.Async.yieldNow;

import io.magpie.Scope;
import io.magpie.future.Cancelled;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.time.Duration;

/// Makes the blocks of a [Tree]. Each of them says what it relies on: that what is around it is still open.
public final class ResourceTree {

    private final Ledger ledger;

    public ResourceTree(Ledger ledger) {
        this.ledger = ledger;
    }

    /// The block of a tree, in a resource of its own.
    public Future<Integer> root(Tree tree) {
        return async(() -> {
            try (Ledger.Resource root = ledger.open(null)) {
                return await(run(tree, root));
            }
        });
    }

    private Future<Integer> run(Tree tree, Ledger.Resource around) {
        return switch (tree) {
            case Tree.Wait(int times, int micros) ->
                async(() -> {
                    await(pause(times, micros));
                    around.use();
                    return 1;
                });
            case Tree.Fail(int times) ->
                async(() -> {
                    await(pause(times, 0));
                    around.use();
                    throw new IOException("a tree failed");
                });
            case Tree.Shielded(int times) -> shielded(times, around);
            case Tree.Hold(Tree inner) -> hold(inner, around);
            case Tree.HoldLong(Tree inner, int times, int micros) -> holdLong(inner, times, micros, around);
            case Tree.Catch(Tree inner, int times) -> catching(inner, times, around);
            case Tree.Both both -> both(both, around);
        };
    }

    private Future<Void> pause(int times, int micros) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(yieldNow());
            }
            if (micros < 0) {
                Future<Void> never = cx -> Poll.PENDING;
                await(never);
            } else if (micros > 0) {
                await(sleep(Duration.ofNanos(micros * 1_000L)));
            }
        });
    }

    private Future<Integer> shielded(int times, Ledger.Resource around) {
        return uncancellable(() -> {
            Ledger.Resource held = ledger.open(around);
            await(pause(times, 0));
            around.use();
            held.close();
            return 1;
        });
    }

    private Future<Integer> hold(Tree inner, Ledger.Resource around) {
        return async(() -> {
            try (Ledger.Resource first = ledger.open(around);
                    Ledger.Resource second = ledger.open(first)) {
                int value = await(run(inner, second));
                second.use();
                return value;
            } catch (Cancelled cancelled) {
                ledger.cancelled();
                around.use();
                throw cancelled;
            }
        });
    }

    private Future<Integer> holdLong(Tree inner, int times, int micros, Ledger.Resource around) {
        return async(() -> {
            Ledger.Resource held = ledger.open(around);
            try {
                return await(run(inner, held));
            } catch (Cancelled cancelled) {
                ledger.cancelled();
                throw cancelled;
            } finally {
                held.mustBeAlone();
                try {
                    // The block may be cancelled here, if it was not before: then this is no clean-up.
                    await(pause(times, micros));
                } finally {
                    around.use();
                    held.close();
                }
            }
        });
    }

    private Future<Integer> catching(Tree inner, int times, Ledger.Resource around) {
        return async(() -> {
            try (Ledger.Resource held = ledger.open(around)) {
                try {
                    return await(run(inner, held)) + 1;
                } catch (Exception failure) {
                    held.mustBeAlone();
                    await(pause(times, 0));
                    held.use();
                    throw failure;
                } catch (Cancelled cancelled) {
                    ledger.cancelled();
                    // Resources may be opened in clean-up, too.
                    try (Ledger.Resource late = ledger.open(held)) {
                        await(pause(times, 0));
                        late.use();
                    }
                    throw cancelled;
                }
            }
        });
    }

    private Future<Integer> both(Tree.Both both, Ledger.Resource around) {
        return async(() -> {
            try (Ledger.Resource held = ledger.open(around)) {
                int value = switch (both.how()) {
                    case RACE -> await(race(run(both.first(), held), run(both.second(), held)));
                    case JOIN -> {
                        var values = await(join(run(both.first(), held), run(both.second(), held)));
                        yield values.first() + values.second();
                    }
                    case TRY_JOIN -> {
                        var values = await(tryJoin(run(both.first(), held), run(both.second(), held)));
                        yield values.first() + values.second();
                    }
                    case TIMEOUT ->
                        await(timeout(
                                Duration.ofNanos(both.micros() * 1_000L),
                                join(run(both.first(), held), run(both.second(), held))
                                        .map(values -> values.first())));
                    case SCOPE ->
                        await(scope(s -> {
                            JoinHandle<Integer> first = s.spawn(run(both.first(), held));
                            s.spawn(run(both.second(), held));
                            await(pause(1, 0));
                            held.use();
                            return await(first);
                        }));
                    case SCOPE_ANY ->
                        await(scope(Scope.<Integer>any(), s -> {
                            s.spawn(run(both.first(), held));
                            s.spawn(run(both.second(), held));
                        }));
                    case SCOPE_COLLECT ->
                        await(scope(Scope.<Integer>collect(), s -> {
                                    s.spawn(run(both.first(), held));
                                    s.spawn(run(both.second(), held));
                                }))
                                .size();
                    case SPAWN -> await(spawned(both));
                    case ABORT_ON_DROP -> await(abortOnDrop(spawn(run(both.first(), held))));
                    case ABORT -> await(aborted(both, held));
                };
                held.mustBeAlone();
                return value;
            } catch (Cancelled cancelled) {
                ledger.cancelled();
                throw cancelled;
            }
        });
    }

    /// Another task, with resources of its own. It is aborted when this block has no more use for it.
    private Future<Integer> spawned(Tree.Both both) {
        return async(() -> {
            JoinHandle<Integer> handle = spawn(root(both.first()));
            ledger.detached(handle);
            try {
                return await(handle);
            } finally {
                handle.abortHandle().abort("no longer wanted");
            }
        });
    }

    /// Another task that is aborted while it runs.
    private Future<Integer> aborted(Tree.Both both, Ledger.Resource held) {
        return async(() -> {
            JoinHandle<Integer> handle = spawn(root(both.first()));
            ledger.detached(handle);
            try {
                int value = await(run(both.second(), held));
                await(pause(0, both.micros()));
                return value;
            } finally {
                handle.abortHandle().abort("aborted by its tree");
            }
        });
    }
}
