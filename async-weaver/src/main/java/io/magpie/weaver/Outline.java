package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.SpillLayout.Saved;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// What a big block does in methods of its frame class, so that its own method stays small enough to be compiled:
/// saving, polling what it waits for, and letting go of what was saved.
///
/// Nearly half of what a point needs goes away with it. It is not done everywhere because it polls all that a block
/// waits for from one place, and the compiler then cannot tell what is polled.
final class Outline {

    /// HotSpot compiles no method with more bytes of bytecode: its `HugeMethodLimit`.
    static final int LIMIT = 8000;

    static final String RESUME = "resume$";
    static final MethodTypeDesc RESUME_TYPE =
            MethodTypeDesc.of(ConstantDescs.CD_Object, Contract.CONTEXT, ConstantDescs.CD_int);
    static final String FORGET = "forget$";
    static final MethodTypeDesc FORGET_TYPE = MethodTypeDesc.of(ConstantDescs.CD_void);

    private final Block block;
    private final SpillLayout layout;

    Outline(Block block, SpillLayout layout) {
        this.block = block;
        this.layout = layout;
    }

    static String saveName(Point point) {
        return "save$" + point.number();
    }

    /// The type of the method that saves: the operand stack, the locals that are saved, the future, the frame.
    MethodTypeDesc saveType(Point point) {
        List<ClassDesc> parameters = new ArrayList<>();
        for (Saved saved : layout.at(point).stack()) {
            parameters.add(typeOf(saved));
        }
        for (Saved saved : layout.at(point).locals()) {
            if (saved.field() != null) {
                parameters.add(typeOf(saved));
            }
        }
        parameters.add(Contract.FUTURE);
        parameters.add(block.frame);
        return MethodTypeDesc.of(ConstantDescs.CD_Object, parameters);
    }

    private ClassDesc typeOf(Saved saved) {
        return saved.field() == null ? ConstantDescs.CD_Object : layout.typeOf(saved.field());
    }

    /// Whether a point's values fit into a method's parameters.
    boolean fits(Point point) {
        return saveType(point).parameterList().stream()
                        .mapToInt(type -> TypeKind.from(type).slotSize())
                        .sum()
                <= 255;
    }

    /// Adds the methods to the frame class.
    void write(ClassBuilder out, List<Point> points) {
        for (Point point : points) {
            if (fits(point)) {
                out.withMethodBody(saveName(point), saveType(point), ClassFile.ACC_STATIC, code -> save(code, point));
            }
        }
        out.withMethodBody(RESUME, RESUME_TYPE, 0, this::resume);
        out.withMethodBody(FORGET, FORGET_TYPE, 0, this::forget);
    }

    private void save(CodeBuilder code, Point point) {
        List<Saved> all = new ArrayList<>(layout.at(point).stack());
        layout.at(point).locals().stream()
                .filter(saved -> saved.field() != null)
                .forEach(all::add);
        int frame = saveType(point).parameterList().stream()
                        .mapToInt(type -> TypeKind.from(type).slotSize())
                        .sum()
                - 1;
        int slot = 0;
        for (Saved saved : all) {
            TypeKind kind = saved.type().kind();
            if (saved.field() != null) {
                code.aload(frame).loadLocal(kind, slot).putfield(block.frame, saved.field(), typeOf(saved));
            }
            slot += kind.slotSize();
        }
        for (Parameter parameter : block.all()) {
            if (!parameter.type().isPrimitive() && point.locals().get(parameter.slot()) == Simple.TOP) {
                code.aload(frame).aconst_null().putfield(block.frame, parameter.field(), parameter.type());
            }
        }
        code.aload(frame).aload(slot).putfield(block.frame, "awaiting", Contract.FUTURE);
        code.aload(frame).loadConstant(point.number()).putfield(block.frame, "state", ConstantDescs.CD_int);
        code.getstatic(Contract.POLL, "PENDING", ConstantDescs.CD_Object).areturn();
    }

    private void resume(CodeBuilder code) {
        Label ready = code.newLabel();
        code.aload(0)
                .getfield(block.frame, "awaiting", Contract.FUTURE)
                .aload(1)
                .invokeinterface(Contract.FUTURE, "poll", Contract.POLL_TYPE)
                .astore(3)
                .aload(3)
                .getstatic(Contract.POLL, "PENDING", ConstantDescs.CD_Object)
                .if_acmpne(ready)
                .aload(0)
                .iload(2)
                .putfield(block.frame, "state", ConstantDescs.CD_int)
                .labelBinding(ready)
                .aload(3)
                .areturn();
        code.with(StackMapTableAttribute.of(List.of(StackMapFrameInfo.of(
                ready,
                List.of(
                        ObjectVerificationTypeInfo.of(block.frame),
                        ObjectVerificationTypeInfo.of(Contract.CONTEXT),
                        StackMapFrameInfo.SimpleVerificationTypeInfo.INTEGER,
                        ObjectVerificationTypeInfo.of(ConstantDescs.CD_Object)),
                List.of()))));
    }

    private void forget(CodeBuilder code) {
        code.aload(0).aconst_null().putfield(block.frame, "awaiting", Contract.FUTURE);
        for (SpillLayout.Field field : layout.fields()) {
            if (!field.type().isPrimitive()) {
                code.aload(0).aconst_null().putfield(block.frame, field.name(), field.type());
            }
        }
        code.return_();
    }
}
