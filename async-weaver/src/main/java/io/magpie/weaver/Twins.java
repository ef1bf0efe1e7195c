package io.magpie.weaver;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The methods of the runtime that take a block as their last parameter, each of which has a twin that takes a future.
///
/// With a lambda the first makes a future of it and calls the second; woven code calls the second at once, and saves
/// the template. The list is fixed, not looked up: the same class is to give the same bytes, whoever weaves it.
final class Twins {

    private static final Set<ClassDesc> OWNERS = Set.of(
            Contract.ASYNC,
            ClassDesc.of("io.magpie.AsyncRuntime"),
            ClassDesc.of("io.magpie.Scope"),
            ClassDesc.of("io.magpie.Scope$Of"));

    private static final Set<String> NAMES = Set.of("spawn", "blockOn", "uncancellable");

    private static final Set<ClassDesc> BODIES =
            Set.of(ClassDesc.of("io.magpie.AsyncBody"), ClassDesc.of("io.magpie.AsyncAction"));

    private Twins() {}

    /// Whether a call goes away altogether: `Async.async`, since the frame is the future already.
    static boolean isAsync(InvokeInstruction invoke) {
        return invoke.opcode() == Opcode.INVOKESTATIC
                && invoke.name().equalsString("async")
                && invoke.owner().asSymbol().equals(Contract.ASYNC)
                && takesBody(invoke.typeSymbol());
    }

    /// Whether a call has a twin.
    static boolean hasTwin(InvokeInstruction invoke) {
        return OWNERS.contains(invoke.owner().asSymbol())
                && NAMES.contains(invoke.name().stringValue())
                && takesBody(invoke.typeSymbol());
    }

    /// Writes the call of the twin.
    static void writeTwin(InvokeInstruction invoke, CodeBuilder out) {
        MethodTypeDesc type = invoke.typeSymbol();
        List<ClassDesc> parameters = new ArrayList<>(type.parameterList());
        parameters.set(parameters.size() - 1, Contract.FUTURE);
        boolean isVoid = type.returnType().equals(ConstantDescs.CD_void);
        MethodTypeDesc twin = MethodTypeDesc.of(isVoid ? ConstantDescs.CD_Object : type.returnType(), parameters);
        out.invoke(invoke.opcode(), invoke.owner().asSymbol(), invoke.name().stringValue(), twin, invoke.isInterface());
        if (isVoid) {
            out.pop();
        }
    }

    private static boolean takesBody(MethodTypeDesc type) {
        ClassDesc last = lastOf(type);
        return last != null && BODIES.contains(last);
    }

    private static @Nullable ClassDesc lastOf(MethodTypeDesc type) {
        int count = type.parameterCount();
        return count == 0 ? null : type.parameterType(count - 1);
    }
}
