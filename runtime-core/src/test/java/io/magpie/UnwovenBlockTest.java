package io.magpie;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.unwoven.UnwovenBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Blocks that were not woven: they fail and say what to do, or run on a continuation and behave like woven ones.
@SuppressWarnings("magpie.unwoven") // it is about classes that were not woven
class UnwovenBlockTest {

    private final Context cx = Context.of(() -> {});
    private final List<String> log = new ArrayList<>();

    /// Pending until it is given an answer; logs its drop.
    private final class Gate implements Future<Integer> {
        private final String name;
        private Integer answer;
        private boolean dropped;

        Gate(String name) {
            this.name = name;
        }

        @Override
        public Object poll(Context context) {
            assertThat(dropped).isFalse();
            return answer == null ? Poll.PENDING : answer;
        }

        @Override
        public Object drop(Context context) {
            dropped = true;
            log.add("drop " + name);
            return Poll.CANCELLED;
        }
    }

    private static <T> UnwovenBlock<T> block(Callable<T> body) {
        return new UnwovenBlock<>(body, "Home");
    }

    private Object drop(Future<?> future) throws Exception {
        return future.drop(cx.withCancellation(Cancellation.aborted("test")));
    }

    @Test
    void anUnwovenBlock_namesItsClass_andSaysHowToWeaveIt() {
        assertThatThrownBy(() -> async(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the async block in io.magpie.UnwovenBlockTest was not woven")
                .hasMessageContaining("-Xplugin:Magpie")
                .hasMessageContaining("docs/guide/setting-up-the-weaver.md")
                .hasMessageContaining("-Dmagpie.unwoven=continuation")
                .hasMessageContaining("--add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
    }

    @Test
    void aBodyThatIsNoLambda_isNamedAsItIs() {
        AsyncAction body = new AsyncAction() {
            @Override
            public void run() {}
        };
        assertThatThrownBy(() -> async(body)).hasMessageContaining("UnwovenBlockTest$1 was not woven");
    }

    @Test
    void anAwaitOutsideABlock_saysWhere_andWhatToDo() {
        assertThatThrownBy(() -> await(Async.ready(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("await was called outside an async block, in io.magpie.UnwovenBlockTest.")
                .hasMessageContaining("blockOn");
    }

    @Test
    void aBlock_waitsWithItsWholeStack() throws Exception {
        var first = new Gate("first");
        var second = new Gate("second");
        Future<Integer> block = block(() -> {
            int sum = 0;
            for (Gate gate : List.of(first, second)) {
                sum = sum + 10 * sum + await(gate);
            }
            return sum;
        });
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        first.answer = 1;
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        second.answer = 2;
        assertThat(block.poll(cx)).isEqualTo(13);
        assertThatThrownBy(() -> block.poll(cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Home");
    }

    @Test
    void aFailureOfWhatIsAwaited_isThrownAtTheAwait_theSameInstance() throws Exception {
        var failure = new IOException("no luck");
        var caught = new AtomicReference<Exception>();
        Future<String> block = block(() -> {
            try {
                return await(Async.<String>failed(failure));
            } catch (IOException e) {
                caught.set(e);
                return "caught";
            }
        });
        assertThat(block.poll(cx)).isEqualTo("caught");
        assertThat(caught.get()).isSameAs(failure);
        var thrower = block(() -> {
            throw failure;
        });
        assertThatThrownBy(() -> thrower.poll(cx)).isSameAs(failure);
    }

    @Test
    void aBlockInABlock_waitsForItself() throws Exception {
        var gate = new Gate("gate");
        Future<Integer> block = block(() -> 1 + await(block(() -> 10 + await(gate))));
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        gate.answer = 100;
        assertThat(block.poll(cx)).isEqualTo(111);
    }

    @Test
    void aBlock_goesOnOnAnotherThread() throws Exception {
        var gate = new Gate("gate");
        Future<Integer> block = block(() -> await(gate));
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        gate.answer = 1;
        var answer = new AtomicReference<Object>();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                answer.set(block.poll(cx));
            } catch (Exception e) {
                answer.set(e);
            }
        });
        other.join();
        assertThat(answer.get()).isEqualTo(1);
    }

    @Test
    void aDrop_throwsAtTheAwait_andDrivesTheFinallyThatWaits() throws Exception {
        var gate = new Gate("gate");
        var closing = new Gate("closing");
        Future<Integer> block = block(() -> {
            try {
                return await(gate);
            } catch (Cancelled cancelled) {
                log.add(cancelled.cancellation().reason());
                throw cancelled;
            } finally {
                log.add("closing");
                log.add("closed " + await(closing));
            }
        });
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(drop(block)).isSameAs(Poll.PENDING);
        assertThat(log).containsExactly("drop gate", "test", "closing");
        closing.answer = 7;
        assertThat(drop(block)).isSameAs(Poll.CANCELLED);
        assertThat(log).containsExactly("drop gate", "test", "closing", "closed 7");
    }

    @Test
    void aBlockThatNeverStarted_runsNothing() throws Exception {
        Future<Integer> block = block(() -> {
            log.add("ran");
            return 1;
        });
        assertThat(drop(block)).isSameAs(Poll.CANCELLED);
        assertThat(log).isEmpty();
        assertThatThrownBy(() -> block.poll(cx)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theStackOfABlockThatWaits_isThatOfItsAwait() throws Exception {
        var gate = new Gate("gate");
        var block = block(() -> await(gate));
        assertThat(block.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(block.toString()).contains("UnwovenBlockTest");
    }

    @Test
    void anAwaitUnderNativeCode_isRefused_andSaysWhy() throws Exception {
        var gate = new Gate("gate");
        Future<Integer> block = block(() -> {
            var loader = new ClassLoader(null) {
                @Override
                public Class<?> loadClass(String name) throws ClassNotFoundException {
                    try {
                        await(gate); // called by the JVM, which resolves a class
                    } catch (IllegalStateException refused) {
                        log.add(refused.getMessage());
                    } catch (Exception e) {
                        log.add("unexpected " + e);
                    }
                    throw new ClassNotFoundException(name);
                }
            };
            try {
                Class.forName("no.Such", true, loader);
            } catch (ClassNotFoundException expected) {
                log.add("resolved");
            }
            return 1;
        });
        assertThat(block.poll(cx)).isEqualTo(1);
        assertThat(log)
                .satisfiesExactly(
                        dropped -> assertThat(dropped).isEqualTo("drop gate"),
                        message -> assertThat(message).contains("Home").contains("native frame"),
                        resolved -> assertThat(resolved).isEqualTo("resolved"));
    }

    @Test
    void anAwaitUnderAMonitor_isRefused_andSaysWhere() throws Exception {
        Object lock = new Object();
        Future<Integer> inBlock = block(() -> {
            synchronized (lock) {
                return await(new Gate("gate"));
            }
        });
        assertThatThrownBy(() -> inBlock.poll(cx))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it holds a monitor, in io.magpie.UnwovenBlockTest.lambda$")
                .hasMessageContaining("Mutex");
        assertThat(Thread.holdsLock(lock)).isFalse();
        Future<Integer> inMethod = block(() -> synchronizedAwait(new Gate("gate")));
        assertThatThrownBy(() -> inMethod.poll(cx)).hasMessageContaining("UnwovenBlockTest.synchronizedAwait(");
        Future<Integer> after = block(() -> {
            synchronized (lock) {
                log.add("inside");
            }
            return await(new Gate("gate"));
        });
        assertThat(after.poll(cx)).isSameAs(Poll.PENDING);
    }

    private static synchronized int synchronizedAwait(Future<Integer> future) throws Exception {
        return await(future);
    }
}
