package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.SpillLayout.Saved;
import io.magpie.weaver.SpillLayout.Saves;
import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the suspension points: how a block stops at one, and how it goes on.
final class PointCode {

    private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;

    /// The labels of a point that are used before or after its own code.
    private record Places(Label resume, Label ready, Label rethrow) {}

    private final Block block;
    private final MethodCode code;
    private final SpillLayout layout;
    private final @Nullable Outline outline;
    private final StackMaps maps;
    private final Slots slots;
    private final CodeBuilder out;
    private final Map<Integer, Places> places = new HashMap<>();

    PointCode(Analysis analysis, boolean outlined, StackMaps maps, Slots slots, CodeBuilder out) {
        block = analysis.block();
        code = analysis.code();
        layout = analysis.layout();
        outline = outlined ? new Outline(block, layout) : null;
        this.maps = maps;
        this.slots = slots;
        this.out = out;
        for (Point point : analysis.suspensions().points) {
            places.put(point.number(), new Places(out.newLabel(), out.newLabel(), out.newLabel()));
        }
    }

    /// Where a block goes on that is suspended at a point.
    Label resume(Point point) {
        return places(point).resume();
    }

    /// Where the value of what was awaited is on the stack.
    Label ready(Point point) {
        return places(point).ready();
    }

    private Places places(Point point) {
        Places found = places.get(point.number());
        if (found == null) {
            throw new AssertionError("no point " + point.number());
        }
        return found;
    }

    // ---- stopping

    /// Writes an await: the future is on the stack before, its value after, where the label [#ready] is.
    void await(Point point) {
        Places places = places(point);
        out.astore(slots.awaited).aload(slots.awaited);
        poll();
        out.dup();
        pending();
        out.if_acmpne(places.ready()).pop();
        suspend(point);
        if (point.covered()) {
            out.labelBinding(places.rethrow());
            maps.add(places.rethrow(), point.locals(), List.of(new Reference(THROWABLE)));
            out.athrow();
        }
        out.labelBinding(places.ready());
    }

    private void poll() {
        out.aload(Slots.CONTEXT).invokeinterface(Contract.FUTURE, "poll", Contract.POLL_TYPE);
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
                out.aload(Slots.FRAME)
                        .loadLocal(saved.type().kind(), saved.slot() + Slots.SHIFT)
                        .putfield(block.frame, saved.field(), layout.typeOf(saved.field()));
            }
        }
        for (Parameter parameter : block.all()) {
            if (!parameter.type().isPrimitive() && point.locals().get(parameter.slot()) == Simple.TOP) {
                out.aload(Slots.FRAME).aconst_null().putfield(block.frame, parameter.field(), parameter.type());
            }
        }
        out.aload(Slots.FRAME).aload(slots.awaited).putfield(block.frame, "awaiting", Contract.FUTURE);
        stayAt(point);
    }

    private void suspendOutlined(Point point, Outline outline) {
        for (Saved saved : layout.at(point).locals()) {
            if (saved.field() != null) {
                out.loadLocal(saved.type().kind(), saved.slot() + Slots.SHIFT);
            }
        }
        out.aload(slots.awaited)
                .aload(Slots.FRAME)
                .invokestatic(block.frame, Outline.saveName(point), outline.saveType(point))
                .areturn();
    }

    private void saveTop(Saved saved) {
        if (saved.field() == null) {
            out.pop();
            return;
        }
        out.aload(Slots.FRAME);
        if (saved.type().isWide()) {
            out.dup_x2().pop();
        } else {
            out.swap();
        }
        out.putfield(block.frame, saved.field(), layout.typeOf(saved.field()));
    }

    private void stayAt(Point point) {
        out.aload(Slots.FRAME).loadConstant(point.number()).putfield(block.frame, "state", ConstantDescs.CD_int);
        pending();
        out.areturn();
    }

    // ---- going on

    void load(Parameter parameter) {
        out.aload(Slots.FRAME)
                .getfield(block.frame, parameter.field(), parameter.type())
                .storeLocal(TypeKind.from(parameter.type()), parameter.slot() + Slots.SHIFT);
    }

    /// Writes how the block goes on at a point.
    ///
    /// @param failed where a failure goes that no handler around the point sees
    void resume(Point point, Label failed) {
        if (outline != null) {
            resumeOutlined(point, failed);
            return;
        }
        Places places = places(point);
        Label end = out.newLabel();
        Label done = out.newLabel();
        Label caught = point.covered() ? out.newLabel() : failed;
        out.labelBinding(places.resume());
        maps.add(places.resume(), List.of(), List.of());
        line(point.line());
        out.aload(Slots.FRAME).getfield(block.frame, "awaiting", Contract.FUTURE);
        poll();
        out.labelBinding(end);
        out.exceptionCatchAll(places.resume(), end, caught);
        out.dup();
        pending();
        out.if_acmpne(done).pop();
        stayAt(point);
        out.labelBinding(done);
        maps.add(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
        out.astore(slots.awaited);
        restoreLocals(point);
        restoreStack(point);
        out.aload(slots.awaited).goto_(places.ready());
        if (point.covered()) {
            out.labelBinding(caught);
            maps.add(caught, List.of(), List.of(new Reference(THROWABLE)));
            out.astore(slots.awaited);
            restoreLocals(point);
            forgetStack(point);
            out.aload(slots.awaited).goto_(places.rethrow());
        }
    }

    /// As [#resume], in fewer bytes: what was thrown goes through the same code as a value.
    private void resumeOutlined(Point point, Label failed) {
        Places places = places(point);
        Label end = out.newLabel();
        Label done = out.newLabel();
        Label caught = point.covered() ? out.newLabel() : failed;
        out.labelBinding(places.resume());
        maps.add(places.resume(), List.of(), List.of());
        line(point.line());
        out.aload(Slots.FRAME)
                .aload(Slots.CONTEXT)
                .loadConstant(point.number())
                .invokevirtual(block.frame, Outline.RESUME, Outline.RESUME_TYPE);
        out.labelBinding(end);
        out.exceptionCatchAll(places.resume(), end, caught);
        out.dup();
        pending();
        out.if_acmpne(done).areturn();
        int thrown = slots.awaited + 1;
        if (point.covered()) {
            out.labelBinding(caught);
            maps.add(caught, List.of(), List.of(new Reference(THROWABLE)));
            out.astore(thrown).aconst_null().astore(slots.awaited);
            Label restore = out.newLabel();
            Label value = out.newLabel();
            out.goto_(restore);
            out.labelBinding(done);
            maps.add(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
            out.astore(slots.awaited).aconst_null().astore(thrown);
            out.labelBinding(restore);
            maps.add(restore, outlinedLocals(List.of()), List.of());
            restoreLocals(point);
            out.aload(thrown).ifnull(value);
            forgetAll();
            out.aload(thrown).goto_(places.rethrow());
            out.labelBinding(value);
            maps.add(value, outlinedLocals(point.locals()), List.of());
        } else {
            out.labelBinding(done);
            maps.add(done, List.of(), List.of(new Reference(ConstantDescs.CD_Object)));
            out.astore(slots.awaited);
            restoreLocals(point);
        }
        restoreStack(point);
        forgetAll();
        out.aload(slots.awaited).goto_(places.ready());
    }

    private void forgetAll() {
        out.aload(Slots.FRAME).invokevirtual(block.frame, Outline.FORGET, Outline.FORGET_TYPE);
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

    /// Lets go of a parameter that is written later: its value is in a local now, and is saved like any other.
    void forgetWritten(Parameter parameter) {
        if (layout.constantAt(parameter.slot()) == null && !parameter.type().isPrimitive()) {
            clearField(parameter.field(), parameter.type());
        }
    }

    private void restoreLocals(Point point) {
        if (outline == null) {
            clearField("awaiting", Contract.FUTURE);
        }
        for (Saved saved : layout.at(point).locals()) {
            restore(saved);
            out.storeLocal(saved.type().kind(), saved.slot() + Slots.SHIFT);
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
        out.aload(Slots.FRAME).getfield(block.frame, field, type);
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
        out.aload(Slots.FRAME).aconst_null().putfield(block.frame, field, type);
    }

    void fail(Label failed) {
        out.labelBinding(failed);
        maps.add(failed, List.of(), List.of(new Reference(THROWABLE)));
        clearField("awaiting", Contract.FUTURE);
        out.aload(Slots.FRAME)
                .invokevirtual(block.frame, "release", MethodTypeDesc.of(ConstantDescs.CD_void))
                .athrow();
    }

    void line(int line) {
        if (line > 0) {
            out.lineNumber(line);
        }
    }
}
