package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.examples.guide.Cancelling.Database;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import io.magpie.task.TaskCancelledException;
import io.magpie.time.ElapsedException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The programs of the chapter on cancellation, on a clock that is paused: each step takes a second, at once.
class CancellingTest {

    private static final Duration STEP = Duration.ofSeconds(1);

    private final AsyncRuntime runtime =
            AsyncRuntime.builder().currentThread().startPaused(true).build();
    private final Database db = new Database(STEP);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Duration steps(double count) {
        return Duration.ofMillis((long) (count * STEP.toMillis()));
    }

    @Test
    void anOrderThatIsCancelled_isRolledBack() throws Exception {
        assertThat(runtime.blockOn(Cancelling.order(db, "tea"))).isEqualTo("commit");
        db.log.clear();
        assertThatThrownBy(() -> runtime.blockOn(io.magpie.Async.timeout(steps(2.5), Cancelling.order(db, "tea"))))
                .isInstanceOf(ElapsedException.class);
        assertThat(db.log).containsExactly("begin", "insert tea", "roll back");
    }

    @Test
    void aLoopThatCatchesExceptions_isCancelledAllTheSame() throws Exception {
        var articles = Channel.<String>bounded(1);
        JoinHandle<Integer> server = runtime.spawn(Cancelling.serve(articles.receiver(), db));
        runtime.blockOn(articles.sender().send("tea"));
        runtime.blockOn(sleep(steps(1.5)));
        server.abort("closing time");
        assertThatThrownBy(() -> runtime.blockOn(server))
                .isInstanceOf(TaskCancelledException.class)
                .hasMessageContaining("closing time");
        assertThat(db.log).containsExactly("begin", "roll back");
    }

    @Test
    void aSectionIsNotCancelledHalfWay() throws Exception {
        JoinHandle<String> task = runtime.spawn(Cancelling.checkOut(db));
        runtime.blockOn(sleep(steps(1.5)));
        task.abort("changed my mind");
        assertThat(runtime.blockOn(task)).isEqualTo("confirm");
        assertThat(db.log).containsExactly("reserve", "pay", "confirm");
    }

    @Test
    void aLeafSeesTheDeadline() throws Exception {
        assertThat(runtime.blockOn(Cancelling.inTime(db, steps(2.5)))).isEqualTo("asked");
        assertThat(runtime.blockOn(Cancelling.inTime(db, steps(1.5)))).isEqualTo("no time");
    }

    @Test
    void theSlowerTask_hasRolledBack_whenTheFasterIsAwaited() throws Exception {
        Database slow = new Database(STEP.multipliedBy(3));
        assertThat(runtime.blockOn(Cancelling.fastest(db, slow))).isEqualTo("commit");
        assertThat(slow.log).containsExactly("begin", "roll back");
        assertThat(runtime.metrics().aliveTasks()).isZero();
    }

    @Test
    void work_isCleanedUpWhenTheSignalComes() throws Exception {
        assertThat(runtime.blockOn(Cancelling.until(sleep(steps(9)), Cancelling.order(db, "tea"))))
                .isEqualTo("commit");
        db.log.clear();
        String stopped = runtime.blockOn(async(() -> {
            String value = await(Cancelling.until(sleep(steps(1.5)), Cancelling.order(db, "tea")));
            db.log.add("stopped");
            return value;
        }));
        assertThat(stopped).isNull();
        assertThat(db.log).containsExactly("begin", "roll back", "stopped");
    }
}
