package io.magpie.weaver;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// The names by which woven code and the runtime know each other. The weaver links with neither.
final class Contract {

    /// `AsyncFrame.VERSION` of the runtime that the woven code is for.
    static final int VERSION = 1;

    /// The state of a block that was never polled.
    static final int START = 0;

    /// The state of a block that runs, has returned or has thrown.
    static final int ENDED = -1;

    static final ClassDesc ASYNC = ClassDesc.of("io.magpie.Async");
    static final ClassDesc FUTURE = ClassDesc.of("io.magpie.future.Future");
    static final ClassDesc CONTEXT = ClassDesc.of("io.magpie.future.Context");
    static final ClassDesc POLL = ClassDesc.of("io.magpie.future.Poll");
    static final ClassDesc FRAME = ClassDesc.of("io.magpie.spi.AsyncFrame");

    static final ClassDesc ILLEGAL_STATE = ClassDesc.of("java.lang.IllegalStateException");
    static final ClassDesc STACK_TRACE_ELEMENT = ClassDesc.of("java.lang.StackTraceElement");
    static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();

    /// `Async.await`.
    static final MethodTypeDesc AWAIT = MethodTypeDesc.of(ConstantDescs.CD_Object, FUTURE);

    /// `AsyncFrame.start`, of a lambda without parameters.
    static final MethodTypeDesc START_TYPE = MethodTypeDesc.of(FRAME, FRAME);

    /// `AsyncFrame.start`, of a lambda with parameters.
    static final MethodTypeDesc START_WITH_TYPE = MethodTypeDesc.of(FRAME, FRAME, OBJECTS);

    /// `Future.poll`.
    static final MethodTypeDesc POLL_TYPE = MethodTypeDesc.of(ConstantDescs.CD_Object, CONTEXT);

    private Contract() {}
}
