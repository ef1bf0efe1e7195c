package io.magpie.examples.weaving.differential;

/// The ways to run a program that must agree.
enum Mode {
    /// As plain Java, by [Direct].
    DIRECT,
    /// The classes that the weaver makes of it.
    WOVEN,
    /// Woven as for a debugger, which sees all locals.
    KEEPING_LOCALS,
    /// Unwoven, by the runtime, each block on a continuation.
    CONTINUATION
}
