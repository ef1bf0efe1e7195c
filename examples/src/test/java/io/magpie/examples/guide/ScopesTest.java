package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.ready;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.Scope;
import io.magpie.future.Future;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Scopes with woven bodies, and the programs of the guide's chapter.
@Timeout(60)
class ScopesTest {

    private static final IOException FAILURE = new IOException("planted");

    static Stream<RuntimeBuilder> flavours() {
        return Stream.of(
                AsyncRuntime.builder().workers(2).name("two"),
                AsyncRuntime.builder().currentThread().startPaused(true).name("current"));
    }

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /// Waits for ever, and writes down that it was cancelled, in a clean-up that awaits.
    private Future<Object> waiting(String name) {
        return async(() -> {
            try {
                await(sleep(Duration.ofDays(1)));
                return name;
            } finally {
                await(yieldNow());
                log.add(name + " cleaned up");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void theProgramsOfTheGuide_doWhatTheySay(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            assertThat(runtime.blockOn(Scopes.total(fruit -> ready(fruit.length()))))
                    .isEqualTo(11);

            runtime.blockOn(Scopes.countDown(log));
            assertThat(log).containsExactly("zero", "one", "two");
            log.clear();

            var names = Channel.<String>bounded(10);
            for (String name : List.of("a", "b", "c", "d", "e")) {
                assertThat(names.sender().trySend(name)).isTrue();
            }
            names.sender().close();
            runtime.blockOn(Scopes.greetAll(names.receiver(), name -> yieldNow().map(_ -> log.add(name))));
            assertThat(log).containsExactlyInAnyOrder("a", "b", "c", "d", "e");

            assertThat(runtime.blockOn(Scopes.fetch(List.of("slow", "broken", "fast"), mirror -> switch (mirror) {
                        case "slow" -> sleep(Duration.ofDays(1)).map(_ -> mirror);
                        case "broken" -> Async.failed(FAILURE);
                        default -> yieldNow().map(_ -> mirror);
                    })))
                    .isEqualTo("fast");

            assertThat(runtime.blockOn(Scopes.hedged(
                            sleep(Duration.ofDays(1)).map(_ -> "first"),
                            attempt -> ready("attempt " + attempt),
                            Duration.ofMillis(1))))
                    .isEqualTo("attempt 2");

            assertThat(runtime.blockOn(Scopes.complaints(List.of(ready("fine"), Async.failed(FAILURE), ready("fine")))))
                    .containsExactly("planted");

            log.clear();
            var leaf = new Scopes.Tree("leaf", List.of());
            runtime.blockOn(Scopes.walk(
                    new Scopes.Tree("root", List.of(leaf, new Scopes.Tree("branch", List.of(leaf)))), log));
            assertThat(log)
                    .containsExactlyInAnyOrder("root", "leaf", "branch", "leaf")
                    .startsWith("root");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aFailure_cleansUpBodyAndSiblings_beforeTheScopeThrows(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            assertThatThrownBy(() -> runtime.blockOn(() -> {
                        try {
                            return await(scope(s -> {
                                s.spawn(waiting("sibling"));
                                s.spawn(() -> {
                                    await(yieldNow());
                                    throw FAILURE;
                                });
                                return await(waiting("body"));
                            }));
                        } finally {
                            log.add("after the scope");
                        }
                    }))
                    .isSameAs(FAILURE);
            assertThat(log)
                    .containsExactlyInAnyOrder("sibling cleaned up", "body cleaned up", "after the scope")
                    .endsWith("after the scope");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureThatTheBodyCatches_isNotHidden(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            assertThatThrownBy(() -> runtime.blockOn(scope(s -> {
                        var child = s.spawn(Async.failed(FAILURE));
                        try {
                            await(child);
                        } catch (IOException e) {
                            return "caught";
                        }
                        return "not reached";
                    })))
                    .isSameAs(FAILURE);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aLateScope_isCleanedUpBeforeItsFailure(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            assertThatThrownBy(() -> runtime.blockOn(scope(Scope.all().within(Duration.ofMillis(5)), s -> {
                        s.spawn(waiting("child"));
                        return await(waiting("body"));
                    })))
                    .isInstanceOf(ElapsedException.class);
            assertThat(log).containsExactlyInAnyOrder("child cleaned up", "body cleaned up");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void spawnAndBlockOn_takeBlocks(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var ran = new AtomicInteger();
            int sum = runtime.blockOn(() -> {
                JoinHandle<Integer> value = spawn(() -> 40);
                JoinHandle<Void> action = spawn(() -> {
                    await(yieldNow());
                    ran.incrementAndGet();
                });
                JoinHandle<Integer> named = spawn("two", () -> await(ready(2)));
                assertThat(named.name()).isEqualTo("two");
                spawn("noop", () -> {});
                await(action);
                return await(value) + await(named);
            });
            assertThat(sum).isEqualTo(42);
            runtime.blockOn(() -> {
                await(runtime.spawn(() -> {
                    ran.incrementAndGet();
                }));
            });
            assertThat(runtime.blockOn(runtime.spawn(() -> "value"))).isEqualTo("value");
            assertThat(runtime.blockOn(runtime.spawn("named", () -> await(ready("value")))))
                    .isEqualTo("value");
            assertThat(ran).hasValue(2);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void overloads_areResolvedByTheShapeOfTheLambda(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            Future<Integer> ofValue = scope(s -> {
                return await(s.spawn(() -> 1));
            });
            Future<Integer> ofExpression = scope((Scope s) -> await(s.spawn(() -> 2)));
            Future<Void> ofNothing = scope(s -> {
                s.spawn(() -> {});
            });
            Future<Void> ofNothingLimited = scope(Scope.all().limit(2), s -> {
                s.spawn(() -> {});
            });
            assertThat(runtime.blockOn(ofValue) + runtime.blockOn(ofExpression)).isEqualTo(3);
            assertThat(runtime.blockOn(ofNothing)).isNull();
            assertThat(runtime.blockOn(ofNothingLimited)).isNull();
            // A future written as a lambda takes the context; a block takes nothing.
            JoinHandle<Integer> future = runtime.spawn(_ -> 3);
            assertThat(runtime.blockOn(future)).isEqualTo(3);
            // What only throws is a block with a value.
            assertThatThrownBy(() -> runtime.blockOn(() -> {
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
        }
    }
}
