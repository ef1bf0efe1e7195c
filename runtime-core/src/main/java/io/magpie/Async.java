package io.magpie;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Future;
import io.magpie.future.Joined;
import io.magpie.internal.combine.AbortOnDrop;
import io.magpie.internal.combine.Checkpoint;
import io.magpie.internal.combine.Combine;
import io.magpie.internal.combine.Once;
import io.magpie.internal.combine.Ready;
import io.magpie.internal.combine.Rule;
import io.magpie.internal.combine.Uncancellable;
import io.magpie.internal.combine.Unconstrained;
import io.magpie.internal.combine.YieldNow;
import io.magpie.task.BlockingAction;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.time.Interval;
import io.magpie.time.Sleep;
import io.magpie.time.TimeMark;
import io.magpie.time.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What asynchronous code is made of: `import static io.magpie.Async.*`.
///
/// Everything here returns an inert plan: nothing runs until the future is awaited, spawned or polled. A method of the
/// same name in your class or a superclass (`join` in a `Thread`) hides the imported one; write `Async.join(…)` there.
///
/// ## Many futures in one task
///
/// | | waits for | when a branch fails | value |
/// |---|---|---|---|
/// | `join` | every branch | waits for the rest, then fails | all values |
/// | `tryJoin` | every branch | drops the rest, then fails | all values |
/// | `race` | the first branch to end | fails, if that was the first to end | that one's value |
///
/// The branches run in turn on the task that polls the combinator, not in parallel: spawn them for that, and join the
/// handles. The combinator owns its branches. Each poll begins with another branch, so that one that is always ready
/// does not use up the budget of the others.
///
/// A branch that is not wanted any more is *dropped* ([Future#drop]), and a drop may have to wait: `race` and `tryJoin`
/// end only when the drops of the other branches have ended. Dropping a combinator drops its open branches and is
/// pending while one of those drops is.
public final class Async {

    private Async() {}

    // ---- async blocks

    /// An async block: straight-line code that may [#await]. Inert until it is awaited, spawned or polled.
    ///
    /// The weaver turns the lambda into a state machine when it compiles the class; how to set it up is in the guide.
    ///
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return a future that runs the block
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <T extends @Nullable Object> Future<T> async(AsyncBody<T> body) {
        return Blocks.start(body);
    }

    /// As [#async(AsyncBody)], for a block that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @return a future that runs the block
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static Future<@Nullable Void> async(AsyncAction body) {
        return Blocks.start(body);
    }

    /// Waits, inside an async block, for `future`, and gives its value. The task waits; its thread does not.
    ///
    /// @param future owned by the block from now on
    /// @param <T> the type of the value
    /// @return the value
    /// @throws IllegalStateException if the calling code was not woven
    /// @throws Exception the failure of the future, in its own type
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> T await(Future<? extends T> future) throws Exception {
        return Blocks.await(future);
    }

    // ---- tasks: in a task, in blockOn, or in a blocking job

    /// Spawns a task on the current runtime: see [AsyncRuntime#spawn(Future)].
    ///
    /// @param future owned by the task from now on
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return AsyncRuntime.current().spawn(future);
    }

    /// Spawns a named task on the current runtime: see [AsyncRuntime#spawn(String, Future)].
    ///
    /// @param name the task's name
    /// @param future owned by the task from now on
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
        return AsyncRuntime.current().spawn(name, future);
    }

    /// Spawns a task that runs an async block: see [AsyncRuntime#spawn(AsyncBody)].
    ///
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime, or if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawn(AsyncBody<T> body) {
        return AsyncRuntime.current().spawn(body);
    }

    /// As [#spawn(AsyncBody)], for a block that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime, or if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public static JoinHandle<@Nullable Void> spawn(AsyncAction body) {
        return AsyncRuntime.current().spawn(body);
    }

    /// As [#spawn(AsyncBody)], with a name for messages and reports.
    ///
    /// @param name the task's name
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime, or if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawn(String name, AsyncBody<T> body) {
        return AsyncRuntime.current().spawn(name, body);
    }

    /// As [#spawn(AsyncAction)], with a name for messages and reports.
    ///
    /// @param name the task's name
    /// @param body a lambda, written in place
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException outside any runtime, or if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public static JoinHandle<@Nullable Void> spawn(String name, AsyncAction body) {
        return AsyncRuntime.current().spawn(name, body);
    }

    /// Runs a body that blocks on the current runtime's blocking pool: see [AsyncRuntime#spawnBlocking(Callable)].
    ///
    /// @param body called once; may block and throw
    /// @param <T> the type of the value
    /// @return the handle of the job
    /// @throws IllegalStateException outside any runtime, or if it has no blocking pool
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue is bounded and full
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<? extends T> body) {
        return AsyncRuntime.current().spawnBlocking(body);
    }

    /// As [#spawnBlocking(Callable)], for a body that returns nothing.
    ///
    /// @param body called once; may block and throw
    /// @return the handle of the job
    /// @throws IllegalStateException outside any runtime, or if it has no blocking pool
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue is bounded and full
    @CanIgnoreReturnValue
    public static JoinHandle<@Nullable Void> spawnBlocking(BlockingAction body) {
        return AsyncRuntime.current().spawnBlocking(body);
    }

    /// Runs a body that computes on the current runtime's blocking pool, at most as many at once as there are
    /// processors: see [AsyncRuntime#spawnCompute(Callable)].
    ///
    /// @param body called once
    /// @param <T> the type of the value
    /// @return the handle of the job
    /// @throws IllegalStateException outside any runtime, or if it has no blocking pool
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue is bounded and full
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> JoinHandle<T> spawnCompute(Callable<? extends T> body) {
        return AsyncRuntime.current().spawnCompute(body);
    }

    /// As [#spawnCompute(Callable)], for a body that returns nothing.
    ///
    /// @param body called once
    /// @return the handle of the job
    /// @throws IllegalStateException outside any runtime, or if it has no blocking pool
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue is bounded and full
    @CanIgnoreReturnValue
    public static JoinHandle<@Nullable Void> spawnCompute(BlockingAction body) {
        return AsyncRuntime.current().spawnCompute(body);
    }

    /// Runs a body that blocks on the calling worker itself, while another thread takes over what that worker holds: for
    /// blocking code that cannot move to another thread. The task that calls it waits; everything else goes on.
    ///
    /// A stand-in is started if fewer workers run than the runtime was asked for, up to a limit of 48 workers and
    /// stand-ins together; beyond that only parallelism is lost. Inside the body the thread may block, `blockOn`
    /// included. On a thread that polls no tasks, the body is just called. The body is not interrupted by `abort`: the
    /// cancellation takes effect when the task next suspends.
    ///
    /// @param body called once, on the calling thread
    /// @param <T> the type of the value
    /// @return what the body returned
    /// @throws IllegalStateException in a task of a current-thread runtime, which has nobody to take over
    /// @throws Exception what the body threw
    public static <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        return AsyncRuntime.current().engine().blockInPlace(body);
    }

    // ---- scopes

    /// Runs `body`, which may spawn children in the scope it is handed, and ends when all of them have ended: see
    /// [Scope].
    ///
    /// @param body a lambda, written in place; an expression needs its parameter's type: `(Scope s) -> …`
    /// @param <R> the type of the body's value
    /// @return a future of the body's value; it fails with the first failure of the body or of a child
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <R extends @Nullable Object> Future<R> scope(AsyncFunction<Scope, R> body) {
        return Scope.all().open(Blocks.function(body));
    }

    /// As [#scope(AsyncFunction)], for a body that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @return a future of null
    /// @throws IllegalStateException if the class of the lambda was not woven
    @SuppressWarnings("overloads") // a block lambda picks one; an expression needs its parameter's type
    public static Future<@Nullable Void> scope(AsyncConsumer<Scope> body) {
        return Scope.all().open(Blocks.consumer(body));
    }

    /// As [#scope(AsyncFunction)], with limits.
    ///
    /// @param policy [Scope#all], with limits
    /// @param body a lambda, written in place
    /// @param <R> the type of the body's value
    /// @return a future of the body's value; it fails with the first failure of the body or of a child
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <R extends @Nullable Object> Future<R> scope(ScopePolicy.All policy, AsyncFunction<Scope, R> body) {
        return policy.open(Blocks.function(body));
    }

    /// As [#scope(ScopePolicy.All, AsyncFunction)], for a body that returns nothing.
    ///
    /// @param policy [Scope#all], with limits
    /// @param body a lambda, written in place
    /// @return a future of null
    /// @throws IllegalStateException if the class of the lambda was not woven
    @SuppressWarnings("overloads") // a block lambda picks one; an expression needs its parameter's type
    public static Future<@Nullable Void> scope(ScopePolicy.All policy, AsyncConsumer<Scope> body) {
        return policy.open(Blocks.consumer(body));
    }

    /// Runs `body`, and gives the value of the first of its children to give one: see [Scope#any].
    ///
    /// ```java
    /// String page = await(scope(Scope.<String>any(), s -> {
    ///     for (String mirror : mirrors) {
    ///         s.spawn(fetch(mirror));
    ///     }
    /// }));
    /// ```
    ///
    /// @param policy [Scope#any], with limits if you like
    /// @param body a lambda, written in place
    /// @param <T> the type of the children's values
    /// @return a future of the first value
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <T extends @Nullable Object> Future<T> scope(
            ScopePolicy.Any<T> policy, AsyncConsumer<Scope.Of<T>> body) {
        return policy.open(Blocks.consumer(body));
    }

    /// Runs `body`, and tells how each of its children has ended: see [Scope#collect].
    ///
    /// @param policy [Scope#collect], with limits if you like
    /// @param body a lambda, written in place
    /// @param <T> the type of the children's values
    /// @return a future of the outcomes, in the order of the spawning
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> scope(
            ScopePolicy.Collect<T> policy, AsyncConsumer<Scope.Of<T>> body) {
        return policy.open(Blocks.consumer(body));
    }

    // ---- leaves and combinators

    /// A future that has its value already.
    ///
    /// @param value the value; may be null
    /// @param <T> the type of the value
    /// @return a future that is ready at its first poll
    public static <T extends @Nullable Object> Future<T> ready(T value) {
        return Ready.value(value);
    }

    /// A future that has failed already.
    ///
    /// @param failure thrown by the first poll, the same instance
    /// @param <T> the type of the value that never comes
    /// @return a future that fails at its first poll
    public static <T extends @Nullable Object> Future<T> failed(Exception failure) {
        return Ready.failure(Objects.requireNonNull(failure, "failure"));
    }

    /// A future out of its poll, for small leaves written in place:
    ///
    /// ```java
    /// Future<Message> next = pollFn(cx -> queue.isEmpty() ? waitOn(queue, cx.waker()) : queue.remove());
    /// ```
    ///
    /// A lambda is a [Future] by itself; this adds the check that it is not polled again after it finished, and lets
    /// go of what it captured.
    ///
    /// @param poll called at every poll; see [Future#poll] for what it must keep to
    /// @param <T> the type of the value
    /// @return a future that is polled by calling `poll`
    public static <T extends @Nullable Object> Future<T> pollFn(Future<T> poll) {
        return new Once<>(Objects.requireNonNull(poll, "poll"));
    }

    /// Lets others run: pending once, until the other ready tasks have run and the driver was polled. Not counted by
    /// the budget. Which of several yielding tasks goes on first is not defined.
    ///
    /// @return a future that is ready at its second poll
    public static Future<@Nullable Void> yieldNow() {
        return new YieldNow();
    }

    /// Lets others run if this poll has done enough: for loops that compute long between two awaits.
    ///
    /// Takes one operation of the budget and reads the clock (about 20 ns), so it is cheap enough for every few
    /// microseconds of work.
    ///
    /// @return a future that is ready, unless the budget of the poll is spent: then it is ready in the next poll of the
    ///     task
    public static Future<@Nullable Void> checkpoint() {
        return new Checkpoint();
    }

    /// A future that is polled without a budget. It may keep its worker to itself for as long as it finds something
    /// ready: use it only for work that is known to be short, and measure.
    ///
    /// @param future polled; owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future with the same outcome
    public static <T extends @Nullable Object> Future<T> unconstrained(Future<T> future) {
        return new Unconstrained<>(Objects.requireNonNull(future, "future"));
    }

    // ---- cancellation

    /// A section that is not cancelled half-way. Once it was polled, a drop waits until it has ended, and the cancellation
    /// takes effect after it: at the next await that has to wait. A section that was never polled runs nothing.
    ///
    /// Inside, no await is cancelled and [io.magpie.future.Context#cancellation] is null. The clean-up timeout of the
    /// runtime bounds the wait: when it is over, the section is cancelled like any other code. So keep it short; it is
    /// for two steps that belong together, such as a write and its confirmation.
    ///
    /// @param section owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future with the same outcome
    public static <T extends @Nullable Object> Future<T> uncancellable(Future<T> section) {
        return new Uncancellable<>(Objects.requireNonNull(section, "section"));
    }

    /// As [#uncancellable(Future)], of an async block.
    ///
    /// @param section a lambda, written in place
    /// @param <T> the type of the value
    /// @return a future that runs the block
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static <T extends @Nullable Object> Future<T> uncancellable(AsyncBody<T> section) {
        return new Uncancellable<>(Blocks.start(section));
    }

    /// As [#uncancellable(Future)], of an async block that returns nothing.
    ///
    /// @param section a lambda, written in place
    /// @return a future that runs the block
    /// @throws IllegalStateException if the class of the lambda was not woven
    public static Future<@Nullable Void> uncancellable(AsyncAction section) {
        return new Uncancellable<>(Blocks.start(section));
    }

    /// A task's handle that takes the task with it: dropped, it aborts the task for the same reason, and the drop waits
    /// until the task has cleaned up. Dropping a bare handle lets the task run on.
    ///
    /// If the task finishes before the abort takes effect, its value or failure is what the drop gives. The handle itself
    /// stays usable.
    ///
    /// @param handle of the task
    /// @param <T> the type of the value
    /// @return a future of the task's value
    public static <T extends @Nullable Object> Future<T> abortOnDrop(JoinHandle<T> handle) {
        return new AbortOnDrop<>(Objects.requireNonNull(handle, "handle"));
    }

    // ---- many futures in one task

    /// Waits for both futures, and gives both values.
    ///
    /// If one fails, the other is still waited for; then the first failure is thrown, in its own type, with later ones
    /// suppressed in it. A join that is dropped half-way drops the open branches; the values of the others are lost
    /// with it, unless the drop of every open branch answers with a value too: then so does the drop of the join.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @return a future of the two values
    public static <A extends @Nullable Object, B extends @Nullable Object> Future<Joined.Of2<A, B>> join(
            Future<A> first, Future<B> second) {
        return Combine.of(Rule.JOIN, first, second);
    }

    /// As [#join(Future, Future)], of three futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @return a future of the three values
    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Joined.Of3<A, B, C>> join(Future<A> first, Future<B> second, Future<C> third) {
        return Combine.of(Rule.JOIN, first, second, third);
    }

    /// As [#join(Future, Future)], of four futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @return a future of the four values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Future<Joined.Of4<A, B, C, D>> join(Future<A> first, Future<B> second, Future<C> third, Future<D> fourth) {
        return Combine.of(Rule.JOIN, first, second, third, fourth);
    }

    /// As [#join(Future, Future)], of five futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @return a future of the five values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Future<Joined.Of5<A, B, C, D, E>> join(
                    Future<A> first, Future<B> second, Future<C> third, Future<D> fourth, Future<E> fifth) {
        return Combine.of(Rule.JOIN, first, second, third, fourth, fifth);
    }

    /// As [#join(Future, Future)], of six futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @return a future of the six values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Future<Joined.Of6<A, B, C, D, E, F>> join(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth) {
        return Combine.of(Rule.JOIN, first, second, third, fourth, fifth, sixth);
    }

    /// As [#join(Future, Future)], of seven futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param seventh the seventh branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    /// @return a future of the seven values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Future<Joined.Of7<A, B, C, D, E, F, G>> join(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth,
                    Future<G> seventh) {
        return Combine.of(Rule.JOIN, first, second, third, fourth, fifth, sixth, seventh);
    }

    /// As [#join(Future, Future)], of eight futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param seventh the seventh branch
    /// @param eighth the eighth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    /// @param <H> the type of the eighth value
    /// @return a future of the eight values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Future<Joined.Of8<A, B, C, D, E, F, G, H>> join(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth,
                    Future<G> seventh,
                    Future<H> eighth) {
        return Combine.of(Rule.JOIN, first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /// As [#join(Future, Future)], of any number of futures. A poll costs as much as the branches that were woken, so
    /// ten thousand branches may be joined.
    ///
    /// @param futures the branches; copied; ready at once when empty
    /// @param <T> the type of the values
    /// @return a future of the values, in the order of the branches, as an unmodifiable list
    public static <T extends @Nullable Object> Future<List<T>> join(List<? extends Future<? extends T>> futures) {
        return Combine.all(Rule.JOIN, futures);
    }

    /// Waits for both futures, and gives both values; gives up as soon as one fails.
    ///
    /// The first failure drops the other branches ([io.magpie.future.Cancellation#LOST_RACE]). It is thrown, in its own
    /// type, when those drops have ended; what they throw is suppressed in it, and a value they still give is
    /// discarded.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @return a future of the two values
    public static <A extends @Nullable Object, B extends @Nullable Object> Future<Joined.Of2<A, B>> tryJoin(
            Future<A> first, Future<B> second) {
        return Combine.of(Rule.TRY_JOIN, first, second);
    }

    /// As [#tryJoin(Future, Future)], of three futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @return a future of the three values
    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Joined.Of3<A, B, C>> tryJoin(Future<A> first, Future<B> second, Future<C> third) {
        return Combine.of(Rule.TRY_JOIN, first, second, third);
    }

    /// As [#tryJoin(Future, Future)], of four futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @return a future of the four values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Future<Joined.Of4<A, B, C, D>> tryJoin(
                    Future<A> first, Future<B> second, Future<C> third, Future<D> fourth) {
        return Combine.of(Rule.TRY_JOIN, first, second, third, fourth);
    }

    /// As [#tryJoin(Future, Future)], of five futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @return a future of the five values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Future<Joined.Of5<A, B, C, D, E>> tryJoin(
                    Future<A> first, Future<B> second, Future<C> third, Future<D> fourth, Future<E> fifth) {
        return Combine.of(Rule.TRY_JOIN, first, second, third, fourth, fifth);
    }

    /// As [#tryJoin(Future, Future)], of six futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @return a future of the six values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Future<Joined.Of6<A, B, C, D, E, F>> tryJoin(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth) {
        return Combine.of(Rule.TRY_JOIN, first, second, third, fourth, fifth, sixth);
    }

    /// As [#tryJoin(Future, Future)], of seven futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param seventh the seventh branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    /// @return a future of the seven values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Future<Joined.Of7<A, B, C, D, E, F, G>> tryJoin(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth,
                    Future<G> seventh) {
        return Combine.of(Rule.TRY_JOIN, first, second, third, fourth, fifth, sixth, seventh);
    }

    /// As [#tryJoin(Future, Future)], of eight futures.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param third the third branch
    /// @param fourth the fourth branch
    /// @param fifth the fifth branch
    /// @param sixth the sixth branch
    /// @param seventh the seventh branch
    /// @param eighth the eighth branch
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    /// @param <H> the type of the eighth value
    /// @return a future of the eight values
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Future<Joined.Of8<A, B, C, D, E, F, G, H>> tryJoin(
                    Future<A> first,
                    Future<B> second,
                    Future<C> third,
                    Future<D> fourth,
                    Future<E> fifth,
                    Future<F> sixth,
                    Future<G> seventh,
                    Future<H> eighth) {
        return Combine.of(Rule.TRY_JOIN, first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /// As [#tryJoin(Future, Future)], of any number of futures. A poll costs as much as the branches that were woken.
    ///
    /// @param futures the branches; copied; ready at once when empty
    /// @param <T> the type of the values
    /// @return a future of the values, in the order of the branches, as an unmodifiable list
    public static <T extends @Nullable Object> Future<List<T>> tryJoin(List<? extends Future<? extends T>> futures) {
        return Combine.all(Rule.TRY_JOIN, futures);
    }

    /// Waits for the first future to end, and gives its value or throws its failure.
    ///
    /// A random branch is polled first each time, so none is preferred when several are ready. The losers are dropped
    /// ([io.magpie.future.Cancellation#LOST_RACE]), and the race ends when their drops have ended. A leaf takes nothing
    /// in a drop, so losing a race loses no message and no permit. A branch that ends with a value while it is dropped,
    /// because it was past the point of no return, has lost all the same: the winner stays, and the late value is
    /// discarded. A failure in the clean-up of a loser is suppressed in the winner's failure, or logged when the winner
    /// has a value.
    ///
    /// A race whose poll has no budget left is pending without polling a branch.
    ///
    /// @param first the first branch
    /// @param second the second branch
    /// @param others more branches
    /// @param <T> the type of the value
    /// @return a future of the winner's value
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> Future<T> race(
            Future<? extends T> first, Future<? extends T> second, Future<? extends T>... others) {
        return Combine.race(first, second, others);
    }

    /// As [#race(Future, Future, Future...)], of any number of futures. A poll costs as much as the branches that were
    /// woken.
    ///
    /// @param futures the branches, 1 or more; copied
    /// @param <T> the type of the value
    /// @return a future of the winner's value
    /// @throws IllegalArgumentException if there is none: such a race would never end
    public static <T extends @Nullable Object> Future<T> race(List<? extends Future<? extends T>> futures) {
        return Combine.race(futures);
    }

    /// Waits so long, from the first poll on; never shorter.
    ///
    /// @param duration zero or negative to finish at once
    /// @return a future, which may be reset
    public static Sleep sleep(Duration duration) {
        return Sleep.of(duration);
    }

    /// Waits until a point in time.
    ///
    /// @param deadline in the past to finish at once
    /// @return a future, which may be reset
    public static Sleep sleepUntil(TimeMark deadline) {
        return Sleep.until(deadline);
    }

    /// Gives `future` so much time, from the first poll on. If it takes longer it is dropped, and the result throws
    /// [io.magpie.time.ElapsedException]. A value that is there wins over a deadline that has passed.
    ///
    /// @param limit zero or negative to poll it once
    /// @param future owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future of the same value
    public static <T extends @Nullable Object> Timeout<T> timeout(Duration limit, Future<T> future) {
        return Timeout.of(limit, Objects.requireNonNull(future, "future"));
    }

    /// As [#timeout], until a point in time.
    ///
    /// @param deadline in the past to poll it once
    /// @param future owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future of the same value
    public static <T extends @Nullable Object> Timeout<T> timeoutAt(TimeMark deadline, Future<T> future) {
        return Timeout.at(deadline, Objects.requireNonNull(future, "future"));
    }

    /// Gives `future` so much time, from the first poll on, and has all that it awaits know.
    ///
    /// As [#timeout]: when the deadline has passed the future is dropped, its clean-up is driven to the end, and the
    /// result throws [io.magpie.time.ElapsedException]; a value that is there wins. The difference is that the deadline
    /// is *inherited*: leaves find it in [io.magpie.future.Context#deadline], blocks with [#deadline], however deep. Of
    /// nested deadlines the earlier counts: who awaits this future with less time left drops it then. Tasks that are
    /// spawned inside inherit nothing, for they may outlive the caller: pass the deadline on, with
    /// `spawn(withDeadline(deadline, …))`. A `timeout` costs nothing in a poll, an inherited deadline one small object.
    ///
    /// @param limit zero or negative to poll it once
    /// @param future owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future of the same value
    public static <T extends @Nullable Object> Future<T> withDeadline(Duration limit, Future<T> future) {
        return Timeout.inheritedOf(limit, Objects.requireNonNull(future, "future"));
    }

    /// As [#withDeadline(Duration, Future)], until a point in time.
    ///
    /// @param deadline in the past to poll it once
    /// @param future owned by the result from now on
    /// @param <T> the type of the value
    /// @return a future of the same value
    public static <T extends @Nullable Object> Future<T> withDeadline(TimeMark deadline, Future<T> future) {
        return Timeout.inheritedAt(deadline, Objects.requireNonNull(future, "future"));
    }

    /// The deadline that the awaiting code has inherited: see [#withDeadline(Duration, Future)].
    ///
    /// @return a future, ready at once, of the deadline; of null if there is none
    public static Future<@Nullable TimeMark> deadline() {
        return cx -> cx.deadline() instanceof TimeMark mark ? mark : null;
    }

    /// Ticks at a fixed period; the first tick comes at once.
    ///
    /// @param period positive
    /// @return an interval, whose `tick()` is awaited again and again
    /// @throws IllegalArgumentException if the period is zero or negative
    public static Interval interval(Duration period) {
        return Interval.of(period);
    }
}
