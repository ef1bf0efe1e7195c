package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.SpillLayout.Field;
import io.magpie.weaver.SuspendingInterfaces.Signature;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the class of a block's frames: captures, arguments, saved locals, and the methods that the runtime calls.
final class FrameClass {

    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    private final ClassModel outer;
    private final Block block;
    private final Suspensions suspensions;
    private final List<Field> spills;
    private final int firstLine;
    private final @Nullable Outline outline;

    FrameClass(ClassModel outer, Analysis analysis, boolean outlined) {
        this.outer = outer;
        block = analysis.block();
        suspensions = analysis.suspensions();
        spills = analysis.layout().fields();
        firstLine = analysis.firstLine();
        outline = outlined ? new Outline(block, analysis.layout()) : null;
    }

    /// The class file.
    byte[] write() {
        // Nothing here merges two types of the user's: the frames of the stack map table need no look-up.
        ClassFile context = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.of(List.of(), java.util.Map.of())));
        return context.build(block.frame, this::build);
    }

    private void build(ClassBuilder out) {
        out.withVersion(outer.majorVersion(), 0)
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                .withSuperclass(Contract.FRAME)
                .withInterfaceSymbols(List.copyOf(block.interfaces));
        String source = sourceFile();
        if (source != null) {
            out.with(SourceFileAttribute.of(source));
        }
        for (Parameter parameter : block.all()) {
            out.withField(parameter.field(), parameter.type(), ClassFile.ACC_SYNTHETIC);
        }
        for (Field spill : spills) {
            out.withField(spill.name(), spill.type(), ClassFile.ACC_SYNTHETIC);
        }
        constructor(out);
        create(out);
        poll(out);
        fresh(out);
        if (!block.arguments.isEmpty()) {
            argument(out);
        }
        if (suspensions.firstCleanUp <= suspensions.points.size()) {
            firstCleanUp(out);
        }
        release(out);
        if (firstLine > 0) {
            location(out);
        }
        SerializedForm serialized = block.serialized;
        if (serialized != null) {
            method(
                    out,
                    "writeReplace",
                    SerializedForm.REPLACE_TYPE,
                    ClassFile.ACC_PRIVATE,
                    code -> serialized.write(block, code));
        }
        if (outline != null) {
            outline.write(out, suspensions.points);
        }
        for (Signature method : block.methods) {
            refuseCall(out, method);
        }
    }

    private @Nullable String sourceFile() {
        return outer.findAttribute(java.lang.classfile.Attributes.sourceFile())
                .map(source -> source.sourceFile().stringValue())
                .orElse(null);
    }

    private void method(ClassBuilder out, String name, MethodTypeDesc type, int flags, Consumer<CodeBuilder> body) {
        // Without line numbers: a breakpoint on the first line of the block is to stop in the block only.
        out.withMethodBody(name, type, flags | ClassFile.ACC_SYNTHETIC, body);
    }

    private void constructor(ClassBuilder out) {
        method(
                out,
                ConstantDescs.INIT_NAME,
                NOTHING,
                ClassFile.ACC_PRIVATE,
                code -> code.aload(0)
                        .loadConstant(Contract.VERSION)
                        .invokespecial(
                                Contract.FRAME,
                                ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int))
                        .return_());
    }

    private void create(ClassBuilder out) {
        method(out, "create", block.createType(), ClassFile.ACC_STATIC, code -> {
            int last = 0;
            for (Parameter capture : block.captures) {
                last += TypeKind.from(capture.type()).slotSize();
            }
            code.new_(block.frame).dup().invokespecial(block.frame, ConstantDescs.INIT_NAME, NOTHING);
            code.astore(last);
            int slot = 0;
            for (Parameter capture : block.captures) {
                TypeKind kind = TypeKind.from(capture.type());
                code.aload(last).loadLocal(kind, slot).putfield(block.frame, capture.field(), capture.type());
                slot += kind.slotSize();
            }
            code.aload(last).areturn();
        });
    }

    private void poll(ClassBuilder out) {
        boolean inInterface = (outer.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        method(
                out,
                "poll",
                Contract.POLL_TYPE,
                ClassFile.ACC_PUBLIC,
                code -> code.aload(0)
                        .aload(1)
                        .invokestatic(block.outer, block.methodName(), block.methodType(), inInterface)
                        .areturn());
    }

    private void fresh(ClassBuilder out) {
        method(out, "fresh", MethodTypeDesc.of(Contract.FRAME), ClassFile.ACC_PROTECTED, code -> {
            for (Parameter capture : block.captures) {
                code.aload(0).getfield(block.frame, capture.field(), capture.type());
            }
            code.invokestatic(block.frame, "create", block.createType()).areturn();
        });
    }

    private void argument(ClassBuilder out) {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_Object);
        method(out, "argument", type, ClassFile.ACC_PROTECTED, code -> {
            Label unknown = code.newLabel();
            List<SwitchCase> cases = new ArrayList<>();
            for (int i = 0; i < block.arguments.size(); i++) {
                cases.add(SwitchCase.of(i, code.newLabel()));
            }
            code.iload(1).tableswitch(0, cases.size() - 1, unknown, cases);
            for (int i = 0; i < cases.size(); i++) {
                Parameter argument = block.arguments.get(i);
                code.labelBinding(cases.get(i).target()).aload(0).aload(2);
                Boxing.unbox(code, argument.type());
                code.putfield(block.frame, argument.field(), argument.type()).return_();
            }
            code.labelBinding(unknown)
                    .aload(0)
                    .iload(1)
                    .aload(2)
                    .invokespecial(Contract.FRAME, "argument", type)
                    .return_();
        });
    }

    private void firstCleanUp(ClassBuilder out) {
        method(
                out,
                "firstCleanUp",
                MethodTypeDesc.of(ConstantDescs.CD_int),
                ClassFile.ACC_PROTECTED,
                code -> code.loadConstant(suspensions.firstCleanUp).ireturn());
    }

    private void release(ClassBuilder out) {
        method(out, "release", NOTHING, ClassFile.ACC_PROTECTED, code -> {
            for (Parameter parameter : block.all()) {
                clear(code, parameter.field(), parameter.type());
            }
            for (Field spill : spills) {
                clear(code, spill.name(), spill.type());
            }
            code.return_();
        });
    }

    private void clear(CodeBuilder code, String field, ClassDesc type) {
        if (!type.isPrimitive()) {
            code.aload(0).aconst_null().putfield(block.frame, field, type);
        }
    }

    /// The lines are the characters of a string: the first is that of the block, the others of its points.
    private void location(ClassBuilder out) {
        char[] lines = new char[suspensions.points.size() + 1];
        lines[0] = (char) firstLine;
        for (Point point : suspensions.points) {
            lines[point.number()] = (char) point.line();
        }
        ClassDesc string = ConstantDescs.CD_String;
        method(
                out,
                "location",
                MethodTypeDesc.of(Contract.STACK_TRACE_ELEMENT, ConstantDescs.CD_int),
                ClassFile.ACC_PROTECTED,
                code -> {
                    code.new_(Contract.STACK_TRACE_ELEMENT)
                            .dup()
                            .loadConstant(outer.thisClass().asInternalName().replace('/', '.'))
                            .loadConstant(block.methodName());
                    String source = sourceFile();
                    if (source == null) {
                        code.aconst_null();
                    } else {
                        code.loadConstant(source);
                    }
                    code.loadConstant(new String(lines))
                            .iload(1)
                            .invokevirtual(
                                    string, "charAt", MethodTypeDesc.of(ConstantDescs.CD_char, ConstantDescs.CD_int))
                            .invokespecial(
                                    Contract.STACK_TRACE_ELEMENT,
                                    ConstantDescs.INIT_NAME,
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_void, string, string, string, ConstantDescs.CD_int))
                            .areturn();
                });
    }

    private void refuseCall(ClassBuilder out, Signature called) {
        String message = called.name() + "() of a suspending lambda was called outside an async block:"
                + " call it inside async(() -> { … }), where the call waits for the lambda's block";
        method(
                out,
                called.name(),
                called.type(),
                ClassFile.ACC_PUBLIC,
                code -> code.new_(Contract.ILLEGAL_STATE)
                        .dup()
                        .loadConstant(message)
                        .invokespecial(
                                Contract.ILLEGAL_STATE,
                                ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                        .athrow());
    }
}
