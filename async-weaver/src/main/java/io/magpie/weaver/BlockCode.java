package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.SpillLayout.Saved;
import io.magpie.weaver.SpillLayout.Saves;
import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import io.magpie.weaver.VarType.Uninitialized;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the method that runs a block; its shape is in the package's documentation.
final class BlockCode {

    /// The slot of the frame, and of the context; the locals of the lambda come after them.
    private static final int FRAME = 0;

    private static final int CONTEXT = 1;
    private static final int SHIFT = 2;

    private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;

    /// The labels of a point that are used before or after its own code.
    private record Places(Label resume, Label ready, Label rethrow) {}

    private record Range(Label start, Label end) {}

    private final Block block;
    private final MethodCode code;
    private final Types types;
    private final Liveness live;
    private final Suspensions suspensions;
    private final SpillLayout layout;
    private final @Nullable Outline outline;
    private final CallSites sites;
    private final CodeBuilder out;

    private final List<StackMapFrameInfo> frames = new ArrayList<>();
    private final Map<Integer, Places> places = new HashMap<>();

    /// Labels at instructions where a variable begins or ends to be visible.
    private final Map<Integer, Label> boundaries = new HashMap<>();

    private final Visibility visibility;

    /// The first slot that neither the lambda's locals nor the parameters use.
    private final int temporary;

    BlockCode(Analysis analysis, boolean outlined, CallSites sites, CodeBuilder out) {
        block = analysis.block();
        code = analysis.code();
        types = analysis.types();
        live = analysis.live();
        suspensions = analysis.suspensions();
        layout = analysis.layout();
        outline = outlined ? new Outline(block, layout) : null;
        this.sites = sites;
        this.out = out;
        temporary = code.maxLocals + SHIFT;
        visibility = new Visibility(code, live, suspensions);
    }

    void write() {
        for (Point point : suspensions.points) {
            places.put(point.number(), new Places(out.newLabel(), out.newLabel(), out.newLabel()));
        }
        Label refused = out.newLabel();
        dispatch(refused);
        body();
        refuse(refused);
        Label failed = out.newLabel();
        boolean anyUncovered = false;
        for (Point point : suspensions.points) {
            resume(point, failed);
            anyUncovered |= !point.covered();
        }
        if (anyUncovered) {
            fail(failed);
        }
        out.with(StackMapTableAttribute.of(frames));
    }

    // ---- the beginning: where to go on

    private void dispatch(Label refused) {
        line(code.lineOf(0));
        Label start = out.newLabel();
        out.aload(FRAME).getfield(block.frame, "state", ConstantDescs.CD_int);
        out.aload(FRAME).loadConstant(Contract.ENDED).putfield(block.frame, "state", ConstantDescs.CD_int);
        List<SwitchCase> cases = new ArrayList<>();
        cases.add(SwitchCase.of(Contract.START, start));
        for (Point point : suspensions.points) {
            cases.add(SwitchCase.of(point.number(), places(point).resume()));
        }
        cases.sort(java.util.Comparator.comparingInt(SwitchCase::caseValue));
        out.tableswitch(Contract.START, suspensions.points.size(), refused, cases);
        out.labelBinding(start);
        BitSet needed = live.before(0);
        if (block.all().stream().anyMatch(parameter -> needed.get(parameter.slot())) || code.frameAt(0) == null) {
            frame(start, List.of(), List.of());
        }
        for (Parameter parameter : block.all()) {
            if (needed.get(parameter.slot())) {
                load(parameter);
            }
        }
    }

    private void load(Parameter parameter) {
        out.aload(FRAME)
                .getfield(block.frame, parameter.field(), parameter.type())
                .storeLocal(TypeKind.from(parameter.type()), parameter.slot() + SHIFT);
    }

    private void refuse(Label refused) {
        out.labelBinding(refused);
        frame(refused, List.of(), List.of());
        out.aload(FRAME)
                .invokevirtual(block.frame, "refused", MethodTypeDesc.of(Contract.ILLEGAL_STATE))
                .athrow();
    }

    // ---- the code of the lambda

    private void body() {
        int index = 0;
        for (CodeElement element : code.elements) {
            switch (element) {
                case Instruction instruction -> {
                    bindBoundary(index);
                    instruction(index++, instruction);
                }
                case LabelTarget label -> label(label.label());
                case LineNumber _, ExceptionCatch _ -> out.with(element);
                case LocalVariable variable ->
                    ranges(variable.slot(), variable.startScope(), variable.endScope())
                            .forEach(range -> out.localVariable(
                                    variable.slot() + SHIFT,
                                    variable.name(),
                                    variable.type(),
                                    range.start(),
                                    range.end()));
                case LocalVariableType variable ->
                    ranges(variable.slot(), variable.startScope(), variable.endScope())
                            .forEach(range -> out.localVariableType(
                                    variable.slot() + SHIFT,
                                    variable.name(),
                                    variable.signature(),
                                    range.start(),
                                    range.end()));
                default -> {} // character ranges, and type annotations that name slots: of no use here
            }
        }
        bindBoundary(index);
    }

    /// The parts of a variable's scope in which it has its value.
    private List<Range> ranges(int slot, Label start, Label end) {
        List<Range> ranges = new ArrayList<>();
        int last = code.positionOf(end);
        int from = -1;
        for (int i = code.positionOf(start); i <= last; i++) {
            boolean visible = i < last && visibility.isVisible(slot, i);
            if (visible && from < 0) {
                from = i;
            } else if (!visible && from >= 0) {
                ranges.add(new Range(boundary(from), boundary(i)));
                from = -1;
            }
        }
        return ranges;
    }

    private Label boundary(int index) {
        return boundaries.computeIfAbsent(index, _ -> out.newLabel());
    }

    private void bindBoundary(int index) {
        Label boundary = boundaries.get(index);
        if (boundary != null) {
            out.labelBinding(boundary);
        }
    }

    private void label(Label label) {
        out.labelBinding(label);
        int index = code.positionOf(label);
        StackMapFrameInfo original = index < code.size() ? code.frameAt(index) : null;
        if (original != null && original.target() == label) {
            Types.State state = types.at(index);
            List<VarType> locals = new ArrayList<>(state.locals());
            BitSet needed = live.before(index);
            for (int slot = 0; slot < locals.size(); slot++) {
                if (!needed.get(slot)) {
                    locals.set(slot, Simple.TOP);
                }
            }
            frame(label, locals, state.stack());
        }
    }

    private void instruction(int index, Instruction instruction) {
        Point point = suspensions.at(index);
        if (point != null) {
            if (Blocks.isAwait((InvokeInstruction) instruction)) {
                await(point);
                readyFrame(point);
            } else {
                call(point, (InvokeInstruction) instruction);
            }
        } else if (!sites.write(code, index, out) && !writeDelayed(index, instruction)) {
            shifted(instruction);
        }
    }

    private void shifted(Instruction instruction) {
        switch (instruction) {
            case LoadInstruction load -> out.loadLocal(load.typeKind(), load.slot() + SHIFT);
            case StoreInstruction store -> out.storeLocal(store.typeKind(), store.slot() + SHIFT);
            case IncrementInstruction increment -> out.iinc(increment.slot() + SHIFT, increment.constant());
            case ReturnInstruction _ -> {
                Boxing.box(out, block.lambda.methodTypeSymbol().returnType());
                out.areturn();
            }
            default -> out.with(instruction);
        }
    }

    // ---- objects that are made later

    private boolean writeDelayed(int index, Instruction instruction) {
        Types.State state = types.before(index);
        if (state == null || suspensions.delayed.isEmpty()) {
            return false;
        }
        switch (instruction) {
            case NewObjectInstruction made
            when suspensions.delayed.get(index) -> {
                out.new_(made.className()).pop();
                return true;
            }
            case StackInstruction shuffle
            when shuffle.opcode() == Opcode.DUP && isDelayed(state.stack().getLast()) -> {
                return true;
            }
            case StoreInstruction _
            when isDelayed(state.stack().getLast()) -> {
                return true;
            }
            case LoadInstruction load
            when isDelayed(state.locals().get(load.slot())) -> {
                return true;
            }
            case InvokeInstruction invoke
            when invoke.opcode() == Opcode.INVOKESPECIAL && invoke.name().equalsString(ConstantDescs.INIT_NAME) -> {
                return construct(index, state, invoke);
            }
            default -> {
                return false;
            }
        }
    }

    private boolean isDelayed(VarType type) {
        return type instanceof Uninitialized(int newAt) && suspensions.delayed.get(newAt);
    }

    private boolean construct(int index, Types.State state, InvokeInstruction invoke) {
        MethodTypeDesc type = invoke.typeSymbol();
        int receiver = state.stack().size() - type.parameterCount() - 1;
        VarType made = state.stack().get(receiver);
        if (!isDelayed(made)) {
            return false;
        }
        int[] slots = storeInTemporaries(
                type.parameterList().stream().map(VarType::of).toList());
        out.new_(invoke.owner());
        for (int copies = 1;
                receiver - copies >= 0 && state.stack().get(receiver - copies).equals(made);
                copies++) {
            out.dup();
        }
        List<Integer> locals = liveCopies(index, state, made);
        locals.forEach(_ -> out.dup());
        for (int i = 0; i < slots.length; i++) {
            out.loadLocal(TypeKind.from(type.parameterType(i)), slots[i]);
        }
        out.with(invoke);
        locals.forEach(local -> out.astore(local + SHIFT));
        return true;
    }

    /// The locals that hold an object before its constructor is called, and are read after it.
    private List<Integer> liveCopies(int index, Types.State state, VarType made) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < state.locals().size(); slot++) {
            if (state.locals().get(slot).equals(made) && live.before(index + 1).get(slot)) {
                slots.add(slot);
            }
        }
        return slots;
    }

    // ---- a suspension point

    private void await(Point point) {
        Places places = places(point);
        out.astore(temporary).aload(temporary);
        poll();
        out.dup();
        pending();
        out.if_acmpne(places.ready()).pop();
        suspend(point);
        if (point.covered()) {
            out.labelBinding(places.rethrow());
            frame(places.rethrow(), point.locals(), List.of(new Reference(THROWABLE)));
            out.athrow();
        }
        out.labelBinding(places.ready());
    }

    private void readyFrame(Point point) {
        if (code.frameAt(point.at() + 1) == null) {
            frame(places(point).ready(), point.locals(), with(point.stack(), new Reference(ConstantDescs.CD_Object)));
        }
    }

    /// A call of a suspending lambda: awaits its block. What is no frame is called as it is.
    private void call(Point point, InvokeInstruction invoke) {
        ClassDesc result = invoke.typeSymbol().returnType();
        int[] slots = storeInTemporaries(point.taken());
        Label plain = out.newLabel();
        Label joined = out.newLabel();
        out.aload(slots[0]).instanceOf(Contract.FRAME).ifeq(plain);
        out.aload(slots[0]).checkcast(Contract.FRAME);
        startBlock(invoke.typeSymbol(), slots);
        await(point);
        frame(places(point).ready(), point.locals(), with(point.stack(), new Reference(ConstantDescs.CD_Object)));
        Boxing.unbox(out, result);
        out.goto_(joined);
        out.labelBinding(plain);
        frame(plain, withTemporaries(point), point.stack());
        for (int i = 0; i < slots.length; i++) {
            out.loadLocal(point.taken().get(i).kind(), slots[i]);
        }
        out.with(invoke);
        out.labelBinding(joined);
        if (code.frameAt(point.at() + 1) == null) {
            boolean isVoid = result.equals(ConstantDescs.CD_void);
            frame(joined, point.locals(), isVoid ? point.stack() : with(point.stack(), VarType.of(result)));
        }
    }

    private void startBlock(MethodTypeDesc type, int[] slots) {
        if (type.parameterCount() == 0) {
            out.invokestatic(Contract.FRAME, "start", Contract.START_TYPE);
            return;
        }
        out.loadConstant(type.parameterCount()).anewarray(ConstantDescs.CD_Object);
        for (int i = 0; i < type.parameterCount(); i++) {
            ClassDesc parameter = type.parameterType(i);
            out.dup().loadConstant(i).loadLocal(TypeKind.from(parameter), slots[i + 1]);
            Boxing.box(out, parameter);
            out.aastore();
        }
        out.invokestatic(Contract.FRAME, "start", Contract.START_WITH_TYPE);
    }

    /// Stores the topmost values of the stack behind the slot of the awaited future; returns their slots.
    private int[] storeInTemporaries(List<VarType> taken) {
        int[] slots = new int[taken.size()];
        int slot = temporary + 1;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = slot;
            slot += taken.get(i).kind().slotSize();
        }
        for (int i = slots.length - 1; i >= 0; i--) {
            out.storeLocal(taken.get(i).kind(), slots[i]);
        }
        return slots;
    }

    private static List<VarType> withTemporaries(Point point) {
        List<VarType> locals = with(point.locals(), Simple.TOP);
        for (VarType type : point.taken()) {
            locals.add(type);
            if (type.isWide()) {
                locals.add(Simple.TOP);
            }
        }
        return locals;
    }

    private void poll() {
        out.aload(CONTEXT).invokeinterface(Contract.FUTURE, "poll", Contract.POLL_TYPE);
    }

    private void pending() {
        out.getstatic(Contract.POLL, "PENDING", ConstantDescs.CD_Object);
    }

    private void suspend(Point point) {
        if (outline != null && outline.fits(point)) {
            suspendOutlined(point, outline);
            return;
        }
        Saves saves = layout.at(point);
        for (Saved saved : saves.stack().reversed()) {
            saveTop(saved);
        }
        for (Saved saved : saves.locals()) {
            if (saved.field() != null) {
                out.aload(FRAME)
                        .loadLocal(saved.type().kind(), saved.slot() + SHIFT)
                        .putfield(block.frame, saved.field(), layout.typeOf(saved.field()));
            }
        }
        for (Parameter parameter : block.all()) {
            if (!parameter.type().isPrimitive() && point.locals().get(parameter.slot()) == Simple.TOP) {
                out.aload(FRAME).aconst_null().putfield(block.frame, parameter.field(), parameter.type());
            }
        }
        out.aload(FRAME).aload(temporary).putfield(block.frame, "awaiting", Contract.FUTURE);
        stayAt(point);
    }

    private void suspendOutlined(Point point, Outline outline) {
        for (Saved saved : layout.at(point).locals()) {
            if (saved.field() != null) {
                out.loadLocal(saved.type().kind(), saved.slot() + SHIFT);
            }
        }
        out.aload(temporary)
                .aload(FRAME)
                .invokestatic(block.frame, Outline.saveName(point), outline.saveType(point))
                .areturn();
    }

    private void saveTop(Saved saved) {
        if (saved.field() == null) {
            out.pop();
            return;
        }
        out.aload(FRAME);
        if (saved.type().isWide()) {
            out.dup_x2().pop();
        } else {
            out.swap();
        }
        out.putfield(block.frame, saved.field(), layout.typeOf(saved.field()));
    }

    private void stayAt(Point point) {
        out.aload(FRAME).loadConstant(point.number()).putfield(block.frame, "state", ConstantDescs.CD_int);
        pending();
        out.areturn();
    }

    // ---- going on from a suspension point

    private void resume(Point point, Label failed) {
        if (outline != null) {
            resumeOutlined(point, failed);
            return;
        }
        Places places = places(point);
        Label end = out.newLabel();
        Label done = out.newLabel();
        Label caught = point.covered() ? out.newLabel() : failed;
        out.labelBinding(places.resume());
        frame(places.resume(), List.of(), List.of());
        line(point.line());
        out.aload(FRAME).getfield(block.frame, "awaiting", Contract.FUTURE);
        poll();
        out.labelBinding(end);
        out.exceptionCatchAll(places.resume(), end, caught);
        out.dup();
        pending();
        out.if_acmpne(done).pop();
        stayAt(point);
        out.labelBinding(done);
        frame(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
        out.astore(temporary);
        restoreLocals(point);
        restoreStack(point);
        out.aload(temporary).goto_(places.ready());
        if (point.covered()) {
            out.labelBinding(caught);
            frame(caught, List.of(), List.of(new Reference(THROWABLE)));
            out.astore(temporary);
            restoreLocals(point);
            forgetStack(point);
            out.aload(temporary).goto_(places.rethrow());
        }
    }

    /// As [#resume], in fewer bytes: what was thrown goes through the same code as a value.
    private void resumeOutlined(Point point, Label failed) {
        Places places = places(point);
        Label end = out.newLabel();
        Label done = out.newLabel();
        Label caught = point.covered() ? out.newLabel() : failed;
        out.labelBinding(places.resume());
        frame(places.resume(), List.of(), List.of());
        line(point.line());
        out.aload(FRAME)
                .aload(CONTEXT)
                .loadConstant(point.number())
                .invokevirtual(block.frame, Outline.RESUME, Outline.RESUME_TYPE);
        out.labelBinding(end);
        out.exceptionCatchAll(places.resume(), end, caught);
        out.dup();
        pending();
        out.if_acmpne(done).areturn();
        int thrown = temporary + 1;
        if (point.covered()) {
            out.labelBinding(caught);
            frame(caught, List.of(), List.of(new Reference(THROWABLE)));
            out.astore(thrown).aconst_null().astore(temporary);
            Label restore = out.newLabel();
            Label value = out.newLabel();
            out.goto_(restore);
            out.labelBinding(done);
            frame(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
            out.astore(temporary).aconst_null().astore(thrown);
            out.labelBinding(restore);
            frame(restore, outlinedLocals(List.of()), List.of());
            restoreLocals(point);
            out.aload(thrown).ifnull(value);
            forgetAll();
            out.aload(thrown).goto_(places.rethrow());
            out.labelBinding(value);
            frame(value, outlinedLocals(point.locals()), List.of());
        } else {
            out.labelBinding(done);
            frame(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
            out.astore(temporary);
            restoreLocals(point);
        }
        restoreStack(point);
        forgetAll();
        out.aload(temporary).goto_(places.ready());
    }

    private void forgetAll() {
        out.aload(FRAME).invokevirtual(block.frame, Outline.FORGET, Outline.FORGET_TYPE);
    }

    private List<VarType> outlinedLocals(List<VarType> restored) {
        List<VarType> locals = new ArrayList<>(restored);
        while (locals.size() < code.maxLocals) {
            locals.add(Simple.TOP);
        }
        locals.add(new Reference(ConstantDescs.CD_Object));
        locals.add(new Reference(THROWABLE));
        return locals;
    }

    private void restoreLocals(Point point) {
        if (outline == null) {
            clearField("awaiting", Contract.FUTURE);
        }
        for (Saved saved : layout.at(point).locals()) {
            restore(saved);
            out.storeLocal(saved.type().kind(), saved.slot() + SHIFT);
            clear(saved);
        }
        for (Parameter parameter : block.all()) {
            if (point.locals().get(parameter.slot()) != Simple.TOP && layout.constantAt(parameter.slot()) != null) {
                load(parameter);
            }
        }
    }

    private void restoreStack(Point point) {
        for (Saved saved : layout.at(point).stack()) {
            restore(saved);
            clear(saved);
        }
    }

    private void forgetStack(Point point) {
        for (Saved saved : layout.at(point).stack()) {
            clear(saved);
        }
    }

    private void restore(Saved saved) {
        String field = saved.field();
        if (field == null) {
            out.aconst_null();
            return;
        }
        ClassDesc type = layout.typeOf(field);
        out.aload(FRAME).getfield(block.frame, field, type);
        if (saved.type() instanceof Reference(ClassDesc wanted) && !wanted.equals(type)) {
            out.checkcast(wanted);
        }
    }

    private void clear(Saved saved) {
        if (outline == null && saved.field() != null && saved.type().kind() == TypeKind.REFERENCE) {
            clearField(saved.field(), layout.typeOf(saved.field()));
        }
    }

    private void clearField(String field, ClassDesc type) {
        out.aload(FRAME).aconst_null().putfield(block.frame, field, type);
    }

    private void fail(Label failed) {
        out.labelBinding(failed);
        frame(failed, List.of(), List.of(new Reference(THROWABLE)));
        clearField("awaiting", Contract.FUTURE);
        out.aload(FRAME)
                .invokevirtual(block.frame, "release", MethodTypeDesc.of(ConstantDescs.CD_void))
                .athrow();
    }

    // ---- frames of the stack map table

    private Places places(Point point) {
        Places found = places.get(point.number());
        if (found == null) {
            throw new AssertionError("no point " + point.number());
        }
        return found;
    }

    private void line(int line) {
        if (line > 0) {
            out.lineNumber(line);
        }
    }

    private static List<VarType> with(List<VarType> stack, VarType top) {
        List<VarType> all = new ArrayList<>(stack);
        all.add(top);
        return all;
    }

    private void frame(Label at, List<VarType> locals, List<VarType> stack) {
        List<VerificationTypeInfo> infos = new ArrayList<>();
        infos.add(ObjectVerificationTypeInfo.of(block.frame));
        infos.add(ObjectVerificationTypeInfo.of(Contract.CONTEXT));
        int last = locals.size() - 1;
        while (last >= 0 && locals.get(last) == Simple.TOP) {
            last--;
        }
        for (int slot = 0; slot <= last; slot++) {
            VarType type = locals.get(slot);
            infos.add(isDelayed(type) ? Simple.TOP.info : info(type));
            if (type.isWide()) {
                slot++;
            }
        }
        List<VerificationTypeInfo> stackInfos = new ArrayList<>();
        for (VarType type : stack) {
            if (!isDelayed(type)) {
                stackInfos.add(info(type));
            }
        }
        frames.add(StackMapFrameInfo.of(at, infos, stackInfos));
    }

    private VerificationTypeInfo info(VarType type) {
        return switch (type) {
            case Simple simple -> simple.info;
            case Reference(ClassDesc reference) -> ObjectVerificationTypeInfo.of(reference);
            case Uninitialized(int newAt) -> UninitializedVerificationTypeInfo.of(code.labelAt(newAt));
        };
    }
}
