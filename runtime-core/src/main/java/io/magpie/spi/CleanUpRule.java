package io.magpie.spi;

/// Tells which awaits of a block that was *not woven* are clean-up; for tests of the weaver.
///
/// A block that is being cancelled may wait again at an await that is clean-up; at any other it is cancelled again. In
/// woven code the weaver marks them. A block that runs on a continuation (`magpie.unwoven=continuation`) asks the rule
/// that a [java.util.ServiceLoader] finds; without one, the weaver if it is on the class path; and without that, every
/// await after the cancellation counts as clean-up.
@FunctionalInterface
public interface CleanUpRule {

    /// Whether an await is clean-up: reached only through an exception handler.
    ///
    /// @param await the frame that calls `await`, with its class, its method and the index of the call in its code
    /// @return true if the block may wait there although it is cancelled
    boolean isCleanUp(StackWalker.StackFrame await);
}
