package io.magpie.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.task.Task;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A scope step by step: the test polls it, and runs its children.
class ScopeFutureTest {

    private final ManualLauncher launcher = new ManualLauncher();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Context cx = Context.of(wakes::incrementAndGet);

    private final Held<String> body = new Held<>();
    private final Held<String> first = new Held<>();
    private final Held<String> second = new Held<>();
    private final IOException failure = new IOException("planted");
    private final IOException later = new IOException("planted later");

    /// The scope's, once it was polled.
    private @Nullable Children children;

    private Task<String> spawn(Future<String> future) {
        return children.spawn(launcher, future, null);
    }

    /// Opens the scope with two children, which run until they wait.
    private void open(ScopeFuture<?> scope) throws Exception {
        assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
        spawn(first);
        spawn(second);
        launcher.runAll();
        assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
        wakes.set(0);
    }

    private Future<?> makeBody(Children made) {
        children = made;
        return body;
    }

    @Nested
    class All {

        private final AllScope<String> scope = new AllScope<>(ScopeFutureTest.this::makeBody);

        @Test
        void theValue_waitsForTheChildren() throws Exception {
            open(scope);
            body.finish("value");
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            first.finish("a");
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            second.finish("b");
            wakes.set(0);
            launcher.runAll();
            assertThat(wakes).hasPositiveValue();
            assertThat(scope.poll(cx)).isEqualTo("value");
            assertThat(first.drops + second.drops + body.drops).isZero();
        }

        @Test
        void aBodyThatIsReadyAtOnce_needsOnePoll() throws Exception {
            body.finish("value");
            assertThat(scope.poll(cx)).isEqualTo("value");
            assertThatThrownBy(() -> scope.poll(cx)).hasMessageContaining("polled after it had finished");
        }

        @Test
        void aChildsFailure_cancelsSiblingAndBody_andIsThrownWhenTheirCleanUpHasEnded() throws Exception {
            second.slowToDrop();
            body.slowToDrop();
            open(scope);
            first.fail(failure);
            launcher.runAll();
            assertThat(wakes).hasPositiveValue();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(body.isDropped()).isTrue();
            assertThat(second.isDropped()).isTrue();
            assertThat(second.droppedFor.kind()).isEqualTo(Cancellation.Kind.SCOPE_FAILED);
            assertThat(body.droppedFor.cause()).isSameAs(failure);
            body.letGo();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            wakes.set(0);
            second.letGo();
            launcher.runAll();
            assertThat(wakes).hasPositiveValue();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure).hasNoSuppressedExceptions();
        }

        @Test
        void laterFailures_areSuppressedInTheFirst_once() throws Exception {
            second.slowToDrop();
            open(scope);
            first.fail(failure);
            launcher.runAll();
            scope.poll(cx);
            launcher.runAll();
            second.letGo(later);
            launcher.runAll();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
            assertThat(failure.getSuppressed()).containsExactly(later);
        }

        @Test
        void oneInstance_thrownByTwo_isNotSuppressedInItself() throws Exception {
            open(scope);
            first.fail(failure);
            second.fail(failure);
            launcher.runAll();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure).hasNoSuppressedExceptions();
        }

        @Test
        void aBodysFailure_cancelsTheChildren() throws Exception {
            open(scope);
            body.fail(failure);
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(first.droppedFor.cause()).isSameAs(failure);
            assertThat(second.isDropped()).isTrue();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
        }

        @Test
        void aFailureThatCameFirst_keepsTheBodyFromBeingPolled() throws Exception {
            open(scope);
            int polls = body.polls;
            body.finish("value");
            first.fail(failure);
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            assertThat(body.polls).isEqualTo(polls);
            assertThat(body.drops).isEqualTo(1);
        }

        @Test
        void aValueOfTheBody_doesNotHideAChildsFailure() throws Exception {
            open(scope);
            body.finish("value");
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            first.fail(failure);
            launcher.runAll();
            scope.poll(cx);
            launcher.runAll();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
        }

        @Test
        void aFailure_countsAsSeen() throws Exception {
            open(scope);
            first.fail(failure);
            launcher.runAll();
            scope.poll(cx);
            launcher.runAll();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
            launcher.unseenFailures().reportAll();
            assertThat(launcher.reports).isEmpty();
        }

        @Test
        void aChildAbortedThroughItsHandle_isNoFailure() throws Exception {
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            Task<String> child = spawn(first);
            child.abort("not needed");
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            assertThat(body.isDropped()).isFalse();
            body.finish("value");
            assertThat(scope.poll(cx)).isEqualTo("value");
        }

        @Test
        void dropping_cancelsAll_andIsPendingUntilTheirCleanUpHasEnded() throws Exception {
            first.slowToDrop();
            body.slowToDrop();
            open(scope);
            Context dropping = cx.withCancellation(Cancellation.TIMED_OUT);
            assertThat(scope.drop(dropping)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(first.droppedFor).isEqualTo(Cancellation.TIMED_OUT);
            assertThat(second.droppedFor).isEqualTo(Cancellation.TIMED_OUT);
            assertThat(body.droppedFor).isEqualTo(Cancellation.TIMED_OUT);
            body.letGo();
            assertThat(scope.drop(dropping)).isSameAs(Poll.PENDING);
            first.letGo();
            launcher.runAll();
            assertThat(scope.drop(dropping)).isSameAs(Poll.CANCELLED);
        }

        @Test
        void droppedBeforeItsFirstPoll_nothingRuns() throws Exception {
            assertThat(scope.drop(cx)).isSameAs(Poll.CANCELLED);
            assertThat(children).isNull();
            assertThat(scope.drop(cx)).isSameAs(Poll.CANCELLED);
        }

        @Test
        void droppedWhenAllHaveFinished_theValueIsNotThrownAway() throws Exception {
            open(scope);
            body.finish("value");
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            first.finish("a");
            second.finish("b");
            launcher.runAll();
            assertThat(scope.drop(cx)).isEqualTo("value");
        }

        @Test
        void droppedAfterTheBodysValue_whileAChildRuns_isCancelled() throws Exception {
            open(scope);
            body.finish("value");
            first.finish("a");
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            assertThat(scope.drop(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(scope.drop(cx)).isSameAs(Poll.CANCELLED);
        }

        @Test
        void aCleanUpThatFails_isTheFailureOfTheDrop() throws Exception {
            first.slowToDrop();
            open(scope);
            assertThat(scope.drop(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            first.letGo(failure);
            launcher.runAll();
            assertThatThrownBy(() -> scope.drop(cx)).isSameAs(failure);
        }

        @Test
        void aBodyThatLetsItsCancellationPass_isCancelled() throws Exception {
            var passing = new AllScope<String>(made -> new Future<>() {
                @Override
                public Object poll(Context context) {
                    return Poll.PENDING;
                }

                @Override
                public Object drop(Context context) {
                    throw new Cancelled(context.cancellation());
                }
            });
            passing.poll(cx);
            assertThat(passing.drop(cx)).isSameAs(Poll.CANCELLED);
        }

        @Test
        void spawningAfterTheEnd_isRefused_andTheFutureLeftAlone() throws Exception {
            body.finish("value");
            assertThat(scope.poll(cx)).isEqualTo("value");
            assertThatThrownBy(() -> spawn(first))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the scope has ended")
                    .hasMessageContaining("Async.spawn");
            assertThat(first.polls + first.drops).isZero();
        }

        @Test
        void spawningWhileCancelling_givesATaskThatIsCancelled() throws Exception {
            body.slowToDrop();
            open(scope);
            assertThat(scope.drop(cx.withCancellation(Cancellation.TIMED_OUT))).isSameAs(Poll.PENDING);
            var late = new Held<String>();
            Task<String> child = spawn(late);
            assertThat(child.outcome()).isEqualTo(new Outcome.Aborted<>(Cancellation.TIMED_OUT));
            assertThat(late.polls).isZero();
            assertThat(late.drops).isEqualTo(1);
        }

        @Test
        void aChildThatSpawns_isWaitedForWithItsChildren() throws Exception {
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            spawn(context -> {
                spawn(first);
                return "parent";
            });
            body.finish("value");
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            first.finish("a");
            launcher.runAll();
            assertThat(scope.poll(cx)).isEqualTo("value");
        }

        @Test
        void aChildWithNews_wakesTheLatestPoller() throws Exception {
            open(scope);
            AtomicInteger other = new AtomicInteger();
            scope.poll(Context.of(other::incrementAndGet));
            first.finish("a");
            launcher.runAll();
            assertThat(other).hasPositiveValue();
            assertThat(wakes).hasValue(0);
        }

        @Test
        void aChildThatEnds_beforeTheOwnerHasSeenIt_wakesTheOwner() throws Exception {
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            body.finish("value");
            first.finish("a");
            spawn(first);
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            spawn(second);
            wakes.set(0);
            launcher.runAll();
            assertThat(wakes).hasValue(1); // the first was seen
            second.finish("b");
            launcher.runAll();
            assertThat(wakes).hasValue(2); // the second was not
            assertThat(scope.poll(cx)).isEqualTo("value");
        }

        @Test
        void aLauncherThatThrows_leavesNoChildBehind() throws Exception {
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            var broken = new Launcher() {
                @Override
                public <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name) {
                    throw new OutOfMemoryError("planted");
                }

                @Override
                public <T extends @Nullable Object> Task<T> refuse(
                        Future<T> future, @Nullable String name, Cancellation why) {
                    throw new AssertionError();
                }
            };
            assertThatThrownBy(() -> children.spawn(broken, first, null)).hasMessage("planted");
            assertThat(wakes).hasPositiveValue();
            body.finish("value");
            assertThat(scope.poll(cx)).isEqualTo("value");
        }
    }

    @Nested
    class Any {

        private final AnyScope<String> scope = new AnyScope<>(ScopeFutureTest.this::makeBody);

        @Test
        void theFirstValue_cancelsTheRest() throws Exception {
            body.slowToDrop();
            open(scope);
            second.finish("b");
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(first.droppedFor).isEqualTo(Cancellation.LOST_RACE);
            assertThat(body.droppedFor).isEqualTo(Cancellation.LOST_RACE);
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            body.letGo();
            assertThat(scope.poll(cx)).isEqualTo("b");
        }

        @Test
        void aFailure_waitsForTheOthers() throws Exception {
            open(scope);
            first.fail(failure);
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            assertThat(second.isDropped() || body.isDropped()).isFalse();
            second.finish("b");
            launcher.runAll();
            assertThat(scope.poll(cx)).isEqualTo("b");
            assertThat(failure).hasNoSuppressedExceptions();
        }

        @Test
        void ifAllFail_theFirstFailureIsThrown_withTheOthersSuppressed() throws Exception {
            open(scope);
            first.fail(failure);
            launcher.runAll();
            scope.poll(cx);
            second.fail(later);
            launcher.runAll();
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            body.finish(null);
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
            assertThat(failure.getSuppressed()).containsExactly(later);
        }

        @Test
        void anAbortedChild_hasFailed() throws Exception {
            body.finish(null);
            var aborted = new AnyScope<String>(made -> {
                children = made;
                spawn(first).abort("not this one");
                return body;
            });
            assertThat(aborted.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThatThrownBy(() -> aborted.poll(cx))
                    .isInstanceOf(TaskCancelledException.class)
                    .hasMessageContaining("not this one");
        }

        @Test
        void withoutAChild_itSaysSo() {
            body.finish(null);
            assertThatThrownBy(() -> scope.poll(cx)).hasMessageContaining("spawn one or more");
        }

        @Test
        void aFailureOfTheBody_cancelsTheChildren() throws Exception {
            open(scope);
            second.fail(later);
            launcher.runAll();
            body.fail(failure);
            assertThat(scope.poll(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(first.isDropped()).isTrue();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
            assertThat(failure.getSuppressed()).containsExactly(later);
        }

        @Test
        void dropped_itGivesAValueThatWasThere() throws Exception {
            open(scope);
            second.finish("b");
            launcher.runAll();
            assertThat(scope.drop(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(scope.drop(cx)).isEqualTo("b");
        }

        @Test
        void dropped_afterSomeHaveFailed_itIsCancelled() throws Exception {
            open(scope);
            second.fail(failure);
            launcher.runAll();
            scope.poll(cx);
            assertThat(scope.drop(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(scope.drop(cx)).isSameAs(Poll.CANCELLED);
        }

        @Test
        void aLoserWhoseCleanUpFails_doesNotSpoilTheValue() throws Exception {
            first.slowToDrop();
            open(scope);
            second.finish("b");
            launcher.runAll();
            scope.poll(cx);
            launcher.runAll();
            first.letGo(failure);
            launcher.runAll();
            assertThat(scope.poll(cx)).isEqualTo("b");
        }
    }

    @Nested
    class Collect {

        private final CollectScope<String> scope = new CollectScope<>(ScopeFutureTest.this::makeBody);

        @Test
        void everyOutcome_comesInTheOrderOfTheSpawning() throws Exception {
            open(scope);
            var third = new Held<String>();
            spawn(third).abort("not this one");
            body.finish(null);
            second.finish("b");
            launcher.runAll();
            scope.poll(cx);
            assertThat(first.isDropped()).isFalse();
            first.fail(failure);
            launcher.runAll();
            assertThat(scope.poll(cx))
                    .isEqualTo(List.of(
                            new Outcome.Failed<>(failure),
                            new Outcome.Completed<>("b"),
                            new Outcome.Aborted<>(Cancellation.aborted("not this one"))));
        }

        @Test
        void withoutChildren_theListIsEmpty() throws Exception {
            body.finish(null);
            assertThat(scope.poll(cx)).isEqualTo(List.of());
        }

        @Test
        void aFailureOfTheBody_cancelsTheChildren() throws Exception {
            open(scope);
            body.fail(failure);
            scope.poll(cx);
            launcher.runAll();
            assertThat(first.isDropped()).isTrue();
            assertThatThrownBy(() -> scope.poll(cx)).isSameAs(failure);
        }

        @Test
        void dropped_itIsCancelled() throws Exception {
            open(scope);
            second.fail(failure);
            launcher.runAll();
            assertThat(scope.drop(cx)).isSameAs(Poll.PENDING);
            launcher.runAll();
            assertThat(scope.drop(cx)).isSameAs(Poll.CANCELLED);
        }
    }
}
