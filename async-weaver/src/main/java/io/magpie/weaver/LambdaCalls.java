package io.magpie.weaver;

import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/// Writes calls of suspending lambdas: suspension points without an `await`.
final class LambdaCalls {

    private final MethodCode code;
    private final PointCode points;
    private final StackMaps maps;
    private final Slots slots;
    private final CodeBuilder out;

    LambdaCalls(MethodCode code, PointCode points, StackMaps maps, Slots slots, CodeBuilder out) {
        this.code = code;
        this.points = points;
        this.maps = maps;
        this.slots = slots;
        this.out = out;
    }

    /// A call of a suspending lambda: awaits its block. What is no frame is called as it is.
    void write(Point point, InvokeInstruction invoke) {
        ClassDesc result = invoke.typeSymbol().returnType();
        int[] taken = slots.store(point.taken());
        Label plain = out.newLabel();
        Label joined = out.newLabel();
        out.aload(taken[0]).instanceOf(Contract.FRAME).ifeq(plain);
        out.aload(taken[0]).checkcast(Contract.FRAME);
        startBlock(invoke.typeSymbol(), taken);
        points.await(point);
        maps.add(
                points.ready(point),
                point.locals(),
                StackMaps.with(point.stack(), new Reference(ConstantDescs.CD_Object)));
        Boxing.unbox(out, result);
        out.goto_(joined);
        out.labelBinding(plain);
        maps.add(plain, withTemporaries(point), point.stack());
        for (int i = 0; i < taken.length; i++) {
            out.loadLocal(point.taken().get(i).kind(), taken[i]);
        }
        out.with(invoke);
        out.labelBinding(joined);
        if (code.frameAt(point.at() + 1) == null) {
            boolean isVoid = result.equals(ConstantDescs.CD_void);
            maps.add(
                    joined, point.locals(), isVoid ? point.stack() : StackMaps.with(point.stack(), VarType.of(result)));
        }
    }

    private void startBlock(MethodTypeDesc type, int[] taken) {
        if (type.parameterCount() == 0) {
            out.invokestatic(Contract.FRAME, "start", Contract.START_TYPE);
            return;
        }
        out.loadConstant(type.parameterCount()).anewarray(ConstantDescs.CD_Object);
        for (int i = 0; i < type.parameterCount(); i++) {
            ClassDesc parameter = type.parameterType(i);
            out.dup().loadConstant(i).loadLocal(TypeKind.from(parameter), taken[i + 1]);
            Boxing.box(out, parameter);
            out.aastore();
        }
        out.invokestatic(Contract.FRAME, "start", Contract.START_WITH_TYPE);
    }

    private static List<VarType> withTemporaries(Point point) {
        List<VarType> locals = StackMaps.with(point.locals(), Simple.TOP);
        for (VarType type : point.taken()) {
            locals.add(type);
            if (type.isWide()) {
                locals.add(Simple.TOP);
            }
        }
        return locals;
    }
}
