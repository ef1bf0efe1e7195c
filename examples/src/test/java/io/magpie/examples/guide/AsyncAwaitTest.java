package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.ready;
import static io.magpie.Async.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.sync.Channel;
import io.magpie.time.TimeMark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Runs the blocks of the chapter on async and await, on a clock that jumps.
class AsyncAwaitTest {

    private static <T> T run(Future<T> future) throws Exception {
        try (AsyncRuntime runtime = paused()) {
            return runtime.blockOn(future);
        }
    }

    private static AsyncRuntime paused() {
        return AsyncRuntime.builder().currentThread().startPaused(true).build();
    }

    /// In milliseconds; a timer fires at the beginning of one.
    private static long timeOf(Future<?> future) throws Exception {
        try (AsyncRuntime runtime = paused()) {
            TimeMark start = runtime.clock().now();
            runtime.blockOn(future);
            return start.elapsed().toMillis();
        }
    }

    private static AsyncAwait.Counter counting() {
        var count = new AtomicInteger();
        return () -> async(() -> {
            await(sleep(Duration.ofMillis(1)));
            return count.incrementAndGet();
        });
    }

    @Test
    void greet_sendsThreeGreetingsAndClosesItsSender() throws Exception {
        Channel<String> names = Channel.bounded(1);
        Channel<String> greetings = Channel.bounded(1);
        names.sender().trySend("magpie");
        var greet = AsyncAwait.greet(names.receiver(), greetings.sender(), counting());
        var both = run(join(greet, AsyncAwait.all(greetings.receiver())));
        assertThat(both.first()).isEqualTo("magpie");
        assertThat(both.second()).containsExactly("hello magpie 1", "hello magpie 2", "hello magpie 3");
    }

    @Test
    void greet_saysNobodyWhenTheNamesHaveEnded() throws Exception {
        Channel<String> names = Channel.bounded(1);
        names.sender().close();
        Channel<String> greetings = Channel.bounded(1);
        assertThat(run(AsyncAwait.greet(names.receiver(), greetings.sender(), counting())))
                .isEqualTo("nobody");
        assertThat(run(greetings.receiver().recv())).isNull();
    }

    @Test
    void greet_saysGoneWhenNobodyListens() throws Exception {
        Channel<String> names = Channel.bounded(1);
        names.sender().trySend("magpie");
        Channel<String> greetings = Channel.bounded(1);
        greetings.receiver().close();
        assertThat(run(AsyncAwait.greet(names.receiver(), greetings.sender(), counting())))
                .startsWith("gone: the channel was closed");
    }

    @Test
    void sequentialAwaits_takeAsLongAsBothTogether() throws Exception {
        assertThat(run(AsyncAwait.inSequence())).isEqualTo("two words");
        assertThat(timeOf(AsyncAwait.inSequence())).isEqualTo(200);
    }

    @Test
    void joinAndSpawn_takeAsLongAsTheSlower() throws Exception {
        assertThat(run(AsyncAwait.atOnce())).isEqualTo("two words");
        assertThat(timeOf(AsyncAwait.atOnce())).isEqualTo(100);
        assertThat(run(AsyncAwait.inParallel())).isEqualTo("two words");
        assertThat(timeOf(AsyncAwait.inParallel())).isEqualTo(100);
    }

    @Test
    void aBlockThatIsNotAwaited_doesNothing() throws Exception {
        var ran = new AtomicInteger();
        Future<?> block = async(() -> {
            ran.incrementAndGet();
        });
        assertThat(ran).hasValue(0);
        run(block);
        assertThat(ran).hasValue(1);
    }

    @Test
    void retry_runsTheBlockAnew() throws Exception {
        var calls = new AtomicInteger();
        Future<Integer> third = AsyncAwait.retry(5, () -> {
            int call = calls.incrementAndGet();
            await(sleep(Duration.ofMillis(1)));
            if (call < 3) {
                throw new IOException("call " + call);
            }
            return call;
        });
        assertThat(timeOf(third)).isEqualTo(1 + 10 + 1 + 20 + 1);
        assertThat(calls).hasValue(3);
    }

    @Test
    void retry_givesUpWithTheLastFailure() {
        var calls = new AtomicInteger();
        assertThatThrownBy(() -> run(AsyncAwait.retry(2, () -> {
                    throw new IOException("call " + calls.incrementAndGet());
                })))
                .isInstanceOf(IOException.class)
                .hasMessage("call 2");
    }

    @Test
    void aHandlersBlock_isAwaited() throws Exception {
        Channel<String> requests = Channel.bounded(2);
        requests.sender().trySend("one");
        requests.sender().trySend("two");
        requests.sender().close();
        List<String> log = new ArrayList<>();
        List<String> answers = run(AsyncAwait.serve(requests.receiver(), request -> {
            log.add("begin " + request);
            await(sleep(Duration.ofMillis(5)));
            log.add("end " + request);
            return request.toUpperCase() + await(ready("!"));
        }));
        assertThat(answers).containsExactly("ONE!", "TWO!");
        assertThat(log).containsExactly("begin one", "end one", "begin two", "end two");
    }
}
