package io.magpie.weaver;

import io.magpie.weaver.SuspendingInterfaces.Signature;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A suspending lambda of a class: what becomes a frame class and a method.
final class Block {

    /// A parameter of the lambda method, the receiver included.
    ///
    /// @param slot its local variable in the lambda method
    /// @param type its declared type
    /// @param field where the frame keeps it
    record Parameter(int slot, ClassDesc type, String field) {}

    /// The class that the lambda is in.
    final ClassDesc outer;

    /// The class that is made of the lambda.
    final ClassDesc frame;

    /// The method that a compiler made of the lambda.
    final MethodModel lambda;

    /// What the lambda captures, in the order of the call site's arguments.
    final List<Parameter> captures;

    /// What the lambda is called with.
    final List<Parameter> arguments;

    /// The functional interfaces and the markers that the lambda implements.
    final Set<ClassDesc> interfaces = new LinkedHashSet<>();

    /// The methods of those interfaces.
    final Set<Signature> methods = new LinkedHashSet<>();

    /// How the lambda is serialized; null if it is not serializable.
    @Nullable
    SerializedForm serialized;

    Block(int number, MethodModel lambda, int captureCount) {
        this.lambda = lambda;
        outer = lambda.parent().orElseThrow().thisClass().asSymbol();
        String descriptor = outer.descriptorString();
        frame = ClassDesc.ofDescriptor(descriptor.substring(0, descriptor.length() - 1) + "$$Async" + number + ";");
        List<Parameter> all = parameters();
        captures = List.copyOf(all.subList(0, captureCount));
        arguments = List.copyOf(all.subList(captureCount, all.size()));
    }

    private List<Parameter> parameters() {
        List<ClassDesc> types = new ArrayList<>();
        if ((lambda.flags().flagsMask() & java.lang.classfile.ClassFile.ACC_STATIC) == 0) {
            types.add(outer);
        }
        types.addAll(lambda.methodTypeSymbol().parameterList());
        List<Parameter> all = new ArrayList<>();
        int slot = 0;
        for (ClassDesc type : types) {
            all.add(new Parameter(slot, type, "p" + all.size()));
            slot += VarType.of(type).isWide() ? 2 : 1;
        }
        return all;
    }

    /// All parameters: captures, then arguments.
    List<Parameter> all() {
        List<Parameter> all = new ArrayList<>(captures);
        all.addAll(arguments);
        return all;
    }

    /// The type of the frame's `create` method, which takes the place of the call site.
    MethodTypeDesc createType() {
        return MethodTypeDesc.of(frame, captures.stream().map(Parameter::type).toList());
    }

    /// The name of the method that runs the block.
    String methodName() {
        String name = lambda.methodName().stringValue();
        return name.startsWith("lambda$") ? "async" + name.substring("lambda".length()) : "async$" + name;
    }

    /// The type of the method that runs the block.
    MethodTypeDesc methodType() {
        return MethodTypeDesc.of(java.lang.constant.ConstantDescs.CD_Object, frame, Contract.CONTEXT);
    }
}
