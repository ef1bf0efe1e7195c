package corpus;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.examples.weaving.proofs.Probe.Resource;
import io.magpie.future.Future;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Exceptions: try, catch, finally, try-with-resources, and awaits in all of them. */
public final class Failures {

    public static Future<?> caughtAtTheAwait(Probe p) {
        return async(() -> {
            int before = await(p.later(1));
            try {
                await(p.failing(new IOException("io")));
                return "not here";
            } catch (IOException e) {
                return e.getMessage() + before + await(p.later("!"));
            }
        });
    }

    public static Future<?> multiCatchAndOrder(Probe p) {
        return async(() -> {
            StringBuilder out = new StringBuilder();
            Exception[] failures = {
                new FileNotFoundException("fnf"), new TimeoutException("t"), new IllegalStateException("ise"),
                new IOException("io"), new Exception("e")
            };
            for (Exception each : failures) {
                try {
                    out.append((Object) await(p.failing(each)));
                } catch (FileNotFoundException | TimeoutException e) {
                    out.append("multi ").append(e.getMessage());
                } catch (IOException e) {
                    out.append(await(p.later("io "))).append(e.getMessage());
                } catch (RuntimeException e) {
                    out.append("runtime ").append(e.getMessage());
                } catch (Exception e) {
                    out.append("rest ").append(e == each);
                }
                out.append(';');
            }
            return out;
        });
    }

    public static Future<?> finallyOnEveryPath(Probe p) {
        return async(() -> {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                try {
                    out.append(i);
                    if (await(p.later(i)) == 1) {
                        continue;
                    }
                    if (i == 2) {
                        throw new IOException("two");
                    }
                    if (i == 4) {
                        break;
                    }
                    out.append("end");
                } catch (IOException e) {
                    out.append(e.getMessage());
                } finally {
                    out.append(await(p.later("f"))).append(i).append(' ');
                }
            }
            return out.toString();
        });
    }

    public static Future<?> finallyKeepsTheValue(Probe p) {
        return async(() -> {
            int x = await(p.later(1));
            try {
                return x + await(p.later(10));
            } finally {
                x = await(p.later(100));
                p.log("finally " + x);
            }
        });
    }

    public static Future<?> finallyOverridesTheThrow(Probe p) {
        return async(() -> {
            for (int i = 0; ; i++) {
                try {
                    throw new IOException("lost");
                } finally {
                    if (await(p.later(i)) == 2) {
                        return "from finally " + i;
                    }
                    if (i < 2) {
                        continue;
                    }
                }
            }
        });
    }

    public static Future<?> nestedFinally(Probe p) {
        return async(() -> {
            try {
                try {
                    try {
                        p.log(await(p.later("in")));
                        await(p.failing(new IOException("first")));
                    } finally {
                        p.log(await(p.later("inner")));
                    }
                } catch (IOException e) {
                    p.log("caught " + e.getMessage());
                    throw new TimeoutException(await(p.later("second")));
                } finally {
                    p.log(await(p.later("outer")));
                    await(p.failing(new IllegalStateException("third")));
                }
            } finally {
                p.log(await(p.later("outermost")));
            }
            return "not here";
        });
    }

    public static Future<?> resources(Probe p) {
        return async(() -> {
            try (Resource a = p.open("a");
                    Resource b = p.open(await(p.later("b")));
                    Resource none = null) {
                p.log(a.name() + await(p.later(b.name())));
                try (a; Resource c = await(p.later(p.open("c")))) {
                    await(p.failing(new IOException("body of " + c.name())));
                }
            } catch (IOException e) {
                return e.getMessage() + await(p.later(" caught"));
            } finally {
                p.log(await(p.later("last")));
            }
            return "not here";
        });
    }

    public static Future<?> resourcesThatFailToClose(Probe p) {
        return async(() -> {
            try (Resource a = p.openBadly("a");
                    Resource b = p.openBadly("b")) {
                await(p.failing(new IOException("body")));
                return a.name() + b.name();
            }
        });
    }

    public static Future<?> resourcesAndAReturn(Probe p) {
        return async(() -> {
            try (Resource a = p.open("a")) {
                for (int i = 0; i < 3; i++) {
                    try (Resource b = p.open("b" + i)) {
                        if (await(p.later(i)) == 1) {
                            return a.name() + b.name() + await(p.later("!"));
                        }
                    }
                }
            }
            return "not here";
        });
    }

    public static Future<?> thrownBeforeAnyAwait(Probe p) {
        return async(() -> {
            if (p != null) {
                throw new IOException("at once");
            }
            return await(p.later(1));
        });
    }

    public static Future<?> rethrownAsItIs(Probe p) {
        IOException mine = new IOException("mine");
        return async(() -> {
            try {
                return await(async(() -> {
                    await(p.later(1));
                    throw mine;
                }));
            } catch (Exception e) {
                p.log(e == mine);
                throw e;
            }
        });
    }

    public static Future<?> errorsPassThrough(Probe p) {
        return async(() -> {
            try {
                await(p.later(1));
                throw new AssertionError("an error");
            } catch (Exception e) {
                return "not here";
            } finally {
                p.log(await(p.later("finally")));
            }
        });
    }

    public static Future<?> caughtThrowable(Probe p) {
        return async(() -> {
            Throwable kept = null;
            try {
                await(p.failing(new StackOverflowError("as an error")));
            } catch (Throwable t) {
                kept = t;
            }
            return kept.getMessage() + await(p.later(1)) + kept.getClass().getName();
        });
    }

    public static Future<?> localsSetInTry(Probe p) {
        return async(() -> {
            String state = "start";
            int count = 0;
            long total;
            try {
                state = await(p.later("one"));
                count++;
                total = 5;
                state = state + await(p.later("two"));
                count++;
                await(p.failing(new IOException("x")));
                count++;
            } catch (IOException e) {
                total = await(p.later(7L));
                state += e.getMessage();
            }
            return state + count + total;
        });
    }

    public static Future<?> retry(Probe p) {
        return async(() -> {
            int tries = 0;
            while (true) {
                try {
                    tries++;
                    return tries < 4 ? await(p.failing(new IOException("again"))) : await(p.later("at last " + tries));
                } catch (IOException e) {
                    if (await(p.later(tries)) > 5) {
                        throw e;
                    }
                }
            }
        });
    }

    public static Future<?> nullDereferencedAfterAnAwait(Probe p) {
        return async(() -> {
            String nothing = await(p.later((String) null));
            try {
                return nothing.length();
            } catch (NullPointerException e) {
                return "null" + await(p.later(1));
            }
        });
    }

    public static Future<?> aValueOnTheStackIsLostByACatch(Probe p) {
        return async(() -> {
            int base = 5;
            int sum = base + guarded(p, await(p.later(1))) * await(p.later(2));
            String text = "a" + switch (await(p.later(sum))) {
                case 17 -> {
                    try {
                        yield await(p.failing(new IOException("seventeen"))).toString();
                    } catch (IOException e) {
                        yield e.getMessage() + await(p.later("!"));
                    }
                }
                default -> "other" + sum;
            } + await(p.later("z"));
            return text;
        });
    }

    private static int guarded(Probe p, int x) {
        return x + 5;
    }
}
