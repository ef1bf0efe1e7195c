package io.magpie.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that is given a runtime of its own, once for each flavour:
///
/// ```java
/// @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
/// void aMessageArrives(AsyncRuntime runtime) throws Exception {
///     assertEquals("hello", runtime.blockOn(…));
/// }
/// ```
///
/// When the test and its `@AfterEach` methods are through, the runtime is shut down. The test fails if something
/// survives that (a task, a blocking job, a thread), and if a task failed without anybody looking at it.
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(RuntimeTestExtension.class)
@SuppressWarnings("exports") // the extension is ours alone
public @interface RuntimeTest {

    /// The flavours to run the test with, one after the other.
    ///
    /// @return one or both
    Flavor[] flavor() default Flavor.CURRENT_THREAD;

    /// The workers of a multi-thread runtime.
    ///
    /// @return 1 to [io.magpie.RuntimeBuilder#MAX_WORKERS]
    int workers() default 2;

    /// Whether the clock of a current-thread runtime starts paused: time passes only when everything waits, and then at
    /// once. A multi-thread runtime cannot do that.
    ///
    /// @return true for a test that waits for timers
    boolean startPaused() default false;

    /// The seed of the runtime's random choices.
    ///
    /// @return 0 for another seed each time; a failing test then names the one it had
    long seed() default 0;

    /// The two kinds of runtime.
    enum Flavor {
        /// Tasks run on the thread of the test, during `blockOn`.
        CURRENT_THREAD,
        /// Tasks run on worker threads.
        MULTI_THREAD
    }
}
