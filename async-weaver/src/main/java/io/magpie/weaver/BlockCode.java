package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Writes the method that runs a block; its shape is in the package's documentation.
final class BlockCode {

    private final Analysis analysis;
    private final Block block;
    private final MethodCode code;
    private final Suspensions suspensions;
    private final CallSites sites;
    private final CodeBuilder out;
    private final StackMaps maps;
    private final PointCode points;
    private final LambdaCalls calls;
    private final LateObjects lateObjects;
    private final Variables variables;

    BlockCode(Analysis analysis, boolean outlined, CallSites sites, CodeBuilder out) {
        this.analysis = analysis;
        block = analysis.block();
        code = analysis.code();
        suspensions = analysis.suspensions();
        this.sites = sites;
        this.out = out;
        Slots slots = new Slots(out, code.maxLocals);
        maps = new StackMaps(analysis);
        points = new PointCode(analysis, outlined, maps, slots, out);
        calls = new LambdaCalls(code, points, maps, slots, out);
        lateObjects = new LateObjects(analysis, slots, out);
        variables = new Variables(analysis, out);
    }

    void write() {
        Label refused = out.newLabel();
        dispatch(refused);
        body();
        refuse(refused);
        Label failed = out.newLabel();
        boolean anyUncovered = false;
        for (Point point : suspensions.points) {
            points.resume(point, failed);
            anyUncovered |= !point.covered();
        }
        if (anyUncovered) {
            points.fail(failed);
        }
        out.with(maps.attribute());
    }

    // ---- the beginning: where to go on

    private void dispatch(Label refused) {
        points.line(code.lineOf(0));
        Label start = out.newLabel();
        out.aload(Slots.FRAME).getfield(block.frame, "state", ConstantDescs.CD_int);
        out.aload(Slots.FRAME).loadConstant(Contract.ENDED).putfield(block.frame, "state", ConstantDescs.CD_int);
        List<SwitchCase> cases = new ArrayList<>();
        cases.add(SwitchCase.of(Contract.START, start));
        for (Point point : suspensions.points) {
            cases.add(SwitchCase.of(point.number(), points.resume(point)));
        }
        cases.sort(java.util.Comparator.comparingInt(SwitchCase::caseValue));
        out.tableswitch(Contract.START, suspensions.points.size(), refused, cases);
        out.labelBinding(start);
        BitSet needed = analysis.live().before(0);
        if (block.all().stream().anyMatch(parameter -> needed.get(parameter.slot())) || code.frameAt(0) == null) {
            maps.add(start, List.of(), List.of());
        }
        for (Parameter parameter : block.all()) {
            if (needed.get(parameter.slot())) {
                points.load(parameter);
            }
            points.forgetWritten(parameter);
        }
    }

    private void refuse(Label refused) {
        out.labelBinding(refused);
        maps.add(refused, List.of(), List.of());
        out.aload(Slots.FRAME)
                .invokevirtual(block.frame, "refused", MethodTypeDesc.of(Contract.ILLEGAL_STATE))
                .athrow();
    }

    // ---- the code of the lambda

    private void body() {
        int index = 0;
        for (CodeElement element : code.elements) {
            switch (element) {
                case Instruction instruction -> {
                    variables.bind(index);
                    instruction(index++, instruction);
                }
                case LabelTarget label -> label(label.label());
                case LineNumber _, ExceptionCatch _ -> out.with(element);
                case LocalVariable variable ->
                    variables
                            .ranges(variable.slot(), variable.startScope(), variable.endScope())
                            .forEach(range -> out.localVariable(
                                    variable.slot() + Slots.SHIFT,
                                    variable.name(),
                                    variable.type(),
                                    range.start(),
                                    range.end()));
                case LocalVariableType variable ->
                    variables
                            .ranges(variable.slot(), variable.startScope(), variable.endScope())
                            .forEach(range -> out.localVariableType(
                                    variable.slot() + Slots.SHIFT,
                                    variable.name(),
                                    variable.signature(),
                                    range.start(),
                                    range.end()));
                default -> {} // character ranges, and type annotations that name slots: of no use here
            }
        }
        variables.bind(index);
    }

    private void label(Label label) {
        out.labelBinding(label);
        int index = code.positionOf(label);
        StackMapFrameInfo original = index < code.size() ? code.frameAt(index) : null;
        if (original != null && original.target() == label) {
            Types.State state = analysis.types().at(index);
            List<VarType> locals = new ArrayList<>(state.locals());
            BitSet needed = analysis.live().before(index);
            for (int slot = 0; slot < locals.size(); slot++) {
                if (!needed.get(slot)) {
                    locals.set(slot, Simple.TOP);
                }
            }
            maps.add(label, locals, state.stack());
        }
    }

    private void instruction(int index, Instruction instruction) {
        Point point = suspensions.at(index);
        if (point != null) {
            if (Blocks.isAwait((InvokeInstruction) instruction)) {
                await(point);
            } else {
                calls.write(point, (InvokeInstruction) instruction);
            }
        } else if (!sites.write(code, index, out) && !lateObjects.write(index, instruction)) {
            shifted(instruction);
        }
    }

    private void await(Point point) {
        points.await(point);
        if (code.frameAt(point.at() + 1) == null) {
            VarType value = new Reference(ConstantDescs.CD_Object);
            maps.add(points.ready(point), point.locals(), StackMaps.with(point.stack(), value));
        }
    }

    private void shifted(Instruction instruction) {
        switch (instruction) {
            case LoadInstruction load -> out.loadLocal(load.typeKind(), load.slot() + Slots.SHIFT);
            case StoreInstruction store -> out.storeLocal(store.typeKind(), store.slot() + Slots.SHIFT);
            case IncrementInstruction increment -> out.iinc(increment.slot() + Slots.SHIFT, increment.constant());
            case ReturnInstruction _ -> {
                Boxing.box(out, block.lambda.methodTypeSymbol().returnType());
                out.areturn();
            }
            default -> out.with(instruction);
        }
    }
}
