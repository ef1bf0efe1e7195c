/// Makes state machines of async blocks: the weaver, without any of what calls it.
///
/// ## What it makes
///
/// A compiler turns the lambda of `async(() -> { … })` into a method `lambda$foo$0` and an `invokedynamic` of the lambda
/// metafactory. For each lambda whose interface is `@Suspending` the weaver makes
///
/// - a class of its own, `Outer$$AsyncN extends AsyncFrame implements` the interface: a field for each capture, for each
///   argument, and for what lives across the suspension points; N counts the lambda methods in the class file;
/// - a static method `async$foo$0(Outer$$AsyncN, Context)` in `Outer`, in place of the lambda method, so that private
///   members, line numbers and stack traces stay what they were. It is visible in its package, since the frame class
///   calls it and is no nest mate; in an interface it has to be public, and javac does not see it, as it is synthetic;
/// - at the call site `Outer$$AsyncN.create(captures)`. Where `Async.async` follows, the frame is the future, and the
///   call goes away; elsewhere the frame is passed on as the lambda. It is a template then: `AsyncFrame.start` makes
///   fresh copies of it.
///
/// ```java
/// static Object async$foo$0(Outer$$Async0 frame, Context cx) throws Exception {
///     int state = frame.state;
///     frame.state = ENDED;                           // while it runs, and for ever when it returns or throws
///     switch (state) {
///         case START: captures and arguments = frame.p0, …; goto start;
///         case k: goto resume_k;                     // one for each suspension point
///         default: throw frame.refused();
///     }
/// start:
///     …                                              // the code of the lambda, its slots shifted by two
///     // await(future), with the values s… below the future on the operand stack
///     result = future.poll(cx);
///     if (result != PENDING) goto ready_k;
///     frame.l0, … = s…, live locals;
///     frame.p0, … = null;                            // captures that are not read any more
///     frame.awaiting = future; frame.state = k; return PENDING;
/// rethrow_k:
///     throw thrown;                                  // here, so that the handlers around the await see it
/// ready_k:
///     …                                              // s…, result are on the stack; the code of the lambda goes on
/// resume_k:
///     try { result = frame.awaiting.poll(cx); }
///     catch (Throwable thrown) { frame.awaiting = null; restore locals; goto rethrow_k; }
///     if (result == PENDING) { frame.state = k; return PENDING; }
///     frame.awaiting = null;
///     live locals, s… = frame.l0, …; frame.l0, … = null;
///     goto ready_k;
/// }
/// ```
///
/// A block that waits is polled from the outside in, so a resumed one polls what it waits for *before* it restores
/// anything: a level that stays pending costs a switch and a call.
///
/// A call of a suspending interface's method inside a block is a point too. If the receiver is a frame, what is awaited
/// is `AsyncFrame.start(receiver, arguments)`, and the result is cast or unboxed; else the method is called.
///
/// ## Passes
///
/// | pass | finds out or writes | in |
/// |---|---|---|
/// | find | the suspending lambdas and their call sites; awaits in wrong places | [Blocks], [SuspendingInterfaces] |
/// | read | instructions, successors, handlers; types before each instruction, from the stack map table | [MethodCode], [Types] |
/// | liveness | which locals are read again: backwards, with exception edges | [Liveness] |
/// | suspensions | the points, numbered, those of clean-up last; monitors held; objects made late | [Suspensions] |
/// | layout | which field of the frame keeps what, at which point | [SpillLayout] |
/// | visibility | which locals a debugger may show: forwards | [Visibility] |
/// | emit | the block's method, the other methods, the frame class | [BlockCode], [CallSites], [FrameClass], [WovenClass] |
/// | outline | parts of a big block's method, in methods of its frame class | [Outline] |
///
/// ## Invariants
///
/// 1. **Pure.** A class file in, class files out; the same in, the same out. Nothing is loaded, and of other classes only
///    the interfaces of lambdas are looked at.
/// 2. **Idempotent.** A woven class has no call site of a suspending lambda and no await left, so it comes back as the
///    same array; so does a class that never had any. An await in a lambda method that no call site names is in code that
///    javac found dead: it is left alone.
/// 3. **All or nothing.** With a single problem, nothing of the class is woven.
/// 4. **A point is clean-up** exactly if it cannot be reached from the start without going through the entry of an
///    exception handler. In `try { await(a) } catch (E e) { await(b) } await(c)` that is `b`.
/// 5. **What is restored** at a point is what is live before its instruction, what a handler around it reads included;
///    and the stack map frames behind a point claim no more than that. So nothing stale is ever read, and a reference
///    that is dead while the block waits is not kept: not in a spill, not in a capture.
/// 6. **While a block runs**, its spill fields hold no reference: they are null from the resume to the next suspension.
/// 7. **A parameter that is never written** stays in its field, is never saved again, and is loaded where it is live.
/// 8. **An object that is not yet constructed** is never saved. If its constructor's arguments await, it is made after
///    them; its class is still initialised before them, where the source says `new`.
/// 9. **Monitors** are not held across a point: that is a problem, with its line.
/// 10. **No method over 8,000 bytes**: HotSpot would not compile it. Such a block is outlined, and if that is not enough,
///     refused.
/// 11. **The frame class has no line numbers**: each line belongs to the block's method alone, and a breakpoint stops
///     once.
@NullMarked
package io.magpie.weaver;

import org.jspecify.annotations.NullMarked;
