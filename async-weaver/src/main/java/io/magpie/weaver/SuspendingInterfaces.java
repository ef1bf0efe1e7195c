package io.magpie.weaver;

import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which functional interfaces are `@Suspending`, and which of their methods is the one that suspends.
final class SuspendingInterfaces {

    /// A method, without its owner.
    record Signature(String name, MethodTypeDesc type) {}

    private static final String ANNOTATION = "Lio/magpie/Suspending;";

    private static final Map<ClassDesc, Signature> KNOWN = Map.of(
            ClassDesc.of("io.magpie.AsyncBody"),
            new Signature("run", MethodTypeDesc.of(ConstantDescs.CD_Object)),
            ClassDesc.of("io.magpie.AsyncAction"),
            new Signature("run", MethodTypeDesc.of(ConstantDescs.CD_void)),
            ClassDesc.of("io.magpie.AsyncConsumer"),
            new Signature("accept", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object)),
            ClassDesc.of("io.magpie.AsyncFunction"),
            new Signature("apply", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object)));

    private final Weaver.ClassLookup lookup;
    private final Map<ClassDesc, Optional<Signature>> found = new ConcurrentHashMap<>();

    SuspendingInterfaces(Weaver.ClassLookup lookup) {
        this.lookup = lookup;
    }

    /// The method of a suspending interface that suspends; null if the type is not a suspending interface.
    @Nullable
    Signature methodOf(ClassDesc type) {
        Signature known = KNOWN.get(type);
        if (known != null || !type.isClassOrInterface()) {
            return known;
        }
        Optional<Signature> cached = found.get(type);
        return cached != null ? cached.orElse(null) : read(type);
    }

    boolean contains(ClassDesc type) {
        return methodOf(type) != null;
    }

    /// Whether an instruction calls the method that suspends.
    boolean isCall(InvokeInstruction invoke) {
        if (invoke.opcode() != Opcode.INVOKEINTERFACE) {
            return false;
        }
        Signature method = methodOf(invoke.owner().asSymbol());
        return method != null
                && invoke.name().equalsString(method.name())
                && invoke.typeSymbol().equals(method.type());
    }

    /// Reads an interface. One that is not there is not remembered: a compiler may be about to write it.
    private @Nullable Signature read(ClassDesc type) {
        String name = nameOf(type);
        ClassModel model = parse(name);
        Signature method = model != null && isSuspending(model) ? abstractMethodOf(model) : null;
        if (model != null || name.startsWith("java/")) {
            found.put(type, Optional.ofNullable(method));
        }
        return method;
    }

    private @Nullable ClassModel parse(String internalName) {
        byte[] bytes = internalName.startsWith("java/") ? null : lookup.find(internalName);
        return bytes == null ? null : ClassFile.of().parse(bytes);
    }

    private static boolean isSuspending(ClassModel model) {
        if ((model.flags().flagsMask() & ClassFile.ACC_INTERFACE) == 0) {
            return false;
        }
        List<Annotation> invisible = model.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .map(attribute -> attribute.annotations())
                .orElse(List.of());
        return invisible.stream().anyMatch(annotation -> annotation.className().equalsString(ANNOTATION));
    }

    private @Nullable Signature abstractMethodOf(ClassModel model) {
        for (MethodModel method : model.methods()) {
            if ((method.flags().flagsMask() & ClassFile.ACC_ABSTRACT) != 0 && !isOfObject(method)) {
                return new Signature(method.methodName().stringValue(), method.methodTypeSymbol());
            }
        }
        for (ClassEntry parent : model.interfaces()) {
            Signature known = KNOWN.get(parent.asSymbol());
            ClassModel parentModel = known == null ? parse(parent.asInternalName()) : null;
            Signature inherited = parentModel == null ? known : abstractMethodOf(parentModel);
            if (inherited != null) {
                return inherited;
            }
        }
        return null;
    }

    /// The methods that objects of an interface have from it and its parents, as far as these are found.
    Set<Signature> methodsOf(ClassDesc type) {
        Set<Signature> methods = new LinkedHashSet<>();
        collectMethods(type, methods);
        return methods;
    }

    private void collectMethods(ClassDesc type, Set<Signature> methods) {
        Signature known = KNOWN.get(type);
        ClassModel model = known == null ? parse(nameOf(type)) : null;
        if (known != null) {
            methods.add(known);
        }
        if (model == null) {
            return;
        }
        for (MethodModel method : model.methods()) {
            if ((method.flags().flagsMask() & (ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE)) == 0) {
                methods.add(new Signature(method.methodName().stringValue(), method.methodTypeSymbol()));
            }
        }
        for (ClassEntry parent : model.interfaces()) {
            collectMethods(parent.asSymbol(), methods);
        }
    }

    private static boolean isOfObject(MethodModel method) {
        return switch (method.methodName().stringValue()) {
            case "equals" -> method.methodType().equalsString("(Ljava/lang/Object;)Z");
            case "hashCode" -> method.methodType().equalsString("()I");
            case "toString" -> method.methodType().equalsString("()Ljava/lang/String;");
            default -> false;
        };
    }

    private static String nameOf(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
