package io.magpie.examples.weaving.proofs;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Makes suspending lambdas of the methods of any class, so that compiled code of all kinds can be woven.
///
/// Each method with calls that are to be awaits becomes a lambda, and beside it stands a new method that makes an async
/// block of that lambda. A call that is to be an await awaits its receiver, drops its arguments, and casts what it gets
/// to its own type. The result is not to be run: no receiver is a future. The verifier accepts it, since it takes any
/// reference for an interface.
final class Lambdas {

    private static final ClassDesc ASYNC = ClassDesc.of("io.magpie.Async");
    private static final ClassDesc BODY = ClassDesc.of("io.magpie.AsyncBody");
    private static final ClassDesc FUTURE = ClassDesc.of("io.magpie.future.Future");
    private static final DirectMethodHandleDesc METAFACTORY = ConstantDescs.ofCallsiteBootstrap(
            ClassDesc.of("java.lang.invoke.LambdaMetafactory"),
            "metafactory",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodType,
            ConstantDescs.CD_MethodHandle,
            ConstantDescs.CD_MethodType);

    /// Interface methods of the JDK that everybody calls.
    static final Predicate<InvokeInstruction> COMMON = calls(Map.of(
            "java/util/Iterator", Set.of("next", "hasNext"),
            "java/util/Map", Set.of("get", "put"),
            "java/util/Map$Entry", Set.of("getKey", "getValue"),
            "java/util/List", Set.of("get", "add"),
            "java/util/Collection", Set.of("size"),
            "java/util/Set", Set.of("add"),
            "java/lang/CharSequence", Set.of("length", "charAt"),
            "java/util/function/Supplier", Set.of("get"),
            "scala/collection/Iterator", Set.of("next"),
            "scala/Function1", Set.of("apply")));

    /// Every call of an interface's method.
    static final Predicate<InvokeInstruction> EVERY = invoke -> invoke.opcode() == Opcode.INVOKEINTERFACE;

    private final Predicate<InvokeInstruction> awaits;
    int methods;
    int points;

    Lambdas(Predicate<InvokeInstruction> awaits) {
        this.awaits = awaits;
    }

    private static Predicate<InvokeInstruction> calls(Map<String, Set<String>> methods) {
        return invoke -> invoke.opcode() == Opcode.INVOKEINTERFACE
                && methods.getOrDefault(invoke.owner().asInternalName(), Set.of())
                        .contains(invoke.name().stringValue());
    }

    /// The class with its lambdas; the same array if there are none.
    byte[] of(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        if (model.majorVersion() < ClassFile.JAVA_8_VERSION
                || model.methods().stream().noneMatch(this::isLambda)) {
            return classFile;
        }
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                .transformClass(model, (out, element) -> member(model, out, element));
    }

    private boolean isLambda(MethodModel method) {
        CodeModel code = method.code().orElse(null);
        if (code == null || method.methodName().stringValue().startsWith("<")) {
            return false;
        }
        for (CodeElement element : code) {
            if (element instanceof InvokeInstruction invoke && awaits.test(invoke)) {
                return true;
            }
        }
        return false;
    }

    private void member(ClassModel model, ClassBuilder out, ClassElement element) {
        if (!(element instanceof MethodModel method)) {
            out.with(element);
            return;
        }
        CodeModel code = method.code().orElse(null);
        if (!isLambda(method)) {
            if (code == null) {
                out.with(method);
            } else {
                copy(method, method.methodName().stringValue(), method.flags().flagsMask(), out);
            }
            return;
        }
        int number = methods++;
        String lambda = "lambda$" + method.methodName().stringValue().replace("lambda$", "") + "$" + number;
        int isStatic = method.flags().flagsMask() & ClassFile.ACC_STATIC;
        copy(method, lambda, ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC | isStatic, out);
        out.withMethodBody(
                "make$" + number,
                method.methodTypeSymbol().changeReturnType(FUTURE),
                (isStatic == 0 ? 0 : ClassFile.ACC_STATIC) | ClassFile.ACC_PUBLIC,
                body -> make(model, method, lambda, body));
    }

    private void make(ClassModel model, MethodModel method, String lambda, CodeBuilder out) {
        MethodTypeDesc type = method.methodTypeSymbol();
        ClassDesc owner = model.thisClass().asSymbol();
        boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        boolean isStatic = (method.flags().flagsMask() & ClassFile.ACC_STATIC) != 0;
        List<ClassDesc> captures = new ArrayList<>(type.parameterList());
        int slot = 0;
        if (!isStatic) {
            captures.addFirst(owner);
        }
        for (ClassDesc capture : captures) {
            TypeKind kind = TypeKind.from(capture);
            out.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        DirectMethodHandleDesc.Kind kind = isStatic
                ? isInterface ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC : DirectMethodHandleDesc.Kind.STATIC
                : isInterface ? DirectMethodHandleDesc.Kind.INTERFACE_SPECIAL : DirectMethodHandleDesc.Kind.SPECIAL;
        out.invokedynamic(DynamicCallSiteDesc.of(
                        METAFACTORY,
                        "run",
                        MethodTypeDesc.of(BODY, captures),
                        MethodTypeDesc.of(ConstantDescs.CD_Object),
                        MethodHandleDesc.ofMethod(kind, owner, lambda, type),
                        MethodTypeDesc.of(ConstantDescs.CD_Object)))
                .invokestatic(ASYNC, "async", MethodTypeDesc.of(FUTURE, BODY))
                .areturn();
    }

    private void copy(MethodModel method, String name, int flags, ClassBuilder out) {
        boolean changed = !name.equals(method.methodName().stringValue());
        out.withMethod(
                name,
                method.methodTypeSymbol(),
                flags,
                to -> method.forEach(element -> {
                    if (element instanceof CodeModel code) {
                        // Read before the elements, so that the labels that they name are among those.
                        List<StackMapFrameInfo> frames = code.findAttribute(Attributes.stackMapTable())
                                .map(StackMapTableAttribute::entries)
                                .orElse(List.of());
                        frames.forEach(frame -> frame.stack().forEach(type -> {
                            if (type instanceof StackMapFrameInfo.UninitializedVerificationTypeInfo made) {
                                made.newTarget();
                            }
                        }));
                        List<CodeElement> elements = code.elementList();
                        to.withCode(body -> {
                            for (CodeElement each : elements) {
                                if (changed && each instanceof InvokeInstruction invoke && awaits.test(invoke)) {
                                    await(invoke, body);
                                } else {
                                    body.with(each);
                                }
                            }
                            if (!frames.isEmpty()) {
                                body.with(StackMapTableAttribute.of(frames));
                            }
                        });
                    } else if (!(element instanceof AccessFlags)) {
                        to.with(element);
                    }
                }));
    }

    private void await(InvokeInstruction invoke, CodeBuilder out) {
        points++;
        MethodTypeDesc type = invoke.typeSymbol();
        for (ClassDesc argument : type.parameterList().reversed()) {
            if (TypeKind.from(argument).slotSize() == 2) {
                out.pop2();
            } else {
                out.pop();
            }
        }
        out.invokestatic(ASYNC, "await", MethodTypeDesc.of(ConstantDescs.CD_Object, FUTURE));
        cast(type.returnType(), out);
    }

    private static void cast(ClassDesc type, CodeBuilder out) {
        switch (TypeKind.from(type)) {
            case VOID -> out.pop();
            case REFERENCE -> out.checkcast(type);
            case BOOLEAN -> unbox(out, "Boolean", "booleanValue", type);
            case BYTE -> unbox(out, "Byte", "byteValue", type);
            case SHORT -> unbox(out, "Short", "shortValue", type);
            case CHAR -> unbox(out, "Character", "charValue", type);
            case INT -> unbox(out, "Integer", "intValue", type);
            case LONG -> unbox(out, "Long", "longValue", type);
            case FLOAT -> unbox(out, "Float", "floatValue", type);
            case DOUBLE -> unbox(out, "Double", "doubleValue", type);
        }
    }

    private static void unbox(CodeBuilder out, String box, String method, ClassDesc type) {
        ClassDesc boxed = ClassDesc.of("java.lang." + box);
        out.checkcast(boxed).invokevirtual(boxed, method, MethodTypeDesc.of(type));
    }
}
