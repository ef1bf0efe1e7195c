package io.magpie.weaver;

import io.magpie.weaver.SuspendingInterfaces.Signature;
import io.magpie.weaver.Weaver.Problem;
import java.lang.classfile.Attributes;
import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The pass that finds: the suspending lambdas of a class, where they are made, and awaits in wrong places.
final class Blocks {

    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final int FLAG_SERIALIZABLE = 1;
    private static final int FLAG_MARKERS = 1 << 1;
    private static final int FLAG_BRIDGES = 1 << 2;

    private static final ClassDesc SERIALIZABLE = ClassDesc.of("java.io.Serializable");

    /// The methods of `AsyncFrame`, with those that the weaver adds.
    private static final Set<String> RESERVED = Set.of(
            "poll(Lio/magpie/future/Context;)Ljava/lang/Object;",
            "drop(Lio/magpie/future/Context;)Ljava/lang/Object;",
            "firstCleanUp()I",
            "fresh()Lio/magpie/spi/AsyncFrame;",
            "argument(ILjava/lang/Object;)V",
            "release()V",
            "location(I)Ljava/lang/StackTraceElement;",
            "isCancelled()Z",
            "refused()Ljava/lang/IllegalStateException;",
            "map(Ljava/util/function/Function;)Lio/magpie/future/Future;",
            "then(Ljava/util/function/Function;)Lio/magpie/future/Future;",
            "writeReplace()Ljava/lang/Object;");

    /// What a call site of the lambda metafactory says.
    private record Site(
            InvokeDynamicEntry entry,
            ClassDesc type,
            MethodTypeDesc method,
            MethodHandleEntry target,
            MethodTypeDesc instantiated,
            boolean serializable,
            List<ClassDesc> markers,
            List<MethodTypeDesc> bridges,
            int line,
            boolean suspending) {

        /// Identifies the method that is called, if it is one of the same class.
        String key() {
            return target.reference().name().stringValue()
                    + target.reference().type().stringValue();
        }
    }

    final List<Problem> problems = new ArrayList<>();

    private final ClassModel model;
    private final SuspendingInterfaces suspending;
    private final Map<String, Block> byLambda = new LinkedHashMap<>();
    private final Map<Integer, Block> bySite = new HashMap<>();
    private final Set<String> plainLambdas = new HashSet<>();

    private Blocks(ClassModel model, SuspendingInterfaces suspending) {
        this.model = model;
        this.suspending = suspending;
    }

    /// Finds the blocks of a class; null if it neither makes suspending lambdas nor awaits.
    static @Nullable Blocks in(ClassModel model, SuspendingInterfaces suspending) {
        Blocks blocks = new Blocks(model, suspending);
        if (!blocks.mayHaveWork()) {
            return null;
        }
        List<Site> sites = new ArrayList<>();
        for (MethodModel method : model.methods()) {
            blocks.collect(method, sites);
        }
        blocks.group(sites);
        for (MethodModel method : model.methods()) {
            blocks.checkAwaits(method);
        }
        return blocks;
    }

    /// The blocks, in the order of their lambda methods in the class file.
    List<Block> all() {
        return List.copyOf(byLambda.values());
    }

    /// The block that a method is the lambda of; null if it is none.
    @Nullable
    Block of(MethodModel method) {
        return byLambda.get(keyOf(method));
    }

    /// The block that a call site makes; null if it makes something else.
    @Nullable
    Block at(InvokeDynamicInstruction site) {
        return bySite.get(site.invokedynamic().index());
    }

    /// Whether a lambda method is also that of a lambda that does not suspend.
    boolean isAlsoPlain(Block block) {
        return plainLambdas.contains(keyOf(block.lambda));
    }

    static boolean isAwait(InvokeInstruction invoke) {
        return invoke.opcode() == Opcode.INVOKESTATIC && isAwait(invoke.method());
    }

    private static boolean isAwait(PoolEntry entry) {
        return entry instanceof MethodRefEntry method
                && method.name().equalsString("await")
                && method.owner().asInternalName().equals("io/magpie/Async")
                && method.typeSymbol().equals(Contract.AWAIT);
    }

    private boolean mayHaveWork() {
        for (PoolEntry entry : model.constantPool()) {
            if (isAwait(entry) || (entry instanceof InvokeDynamicEntry site && isSuspendingSite(site))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSuspendingSite(InvokeDynamicEntry site) {
        return site.bootstrap()
                        .bootstrapMethod()
                        .reference()
                        .owner()
                        .asInternalName()
                        .equals(METAFACTORY)
                && suspending.contains(site.typeSymbol().returnType());
    }

    // ---- call sites

    private void collect(MethodModel method, List<Site> sites) {
        CodeModel code = method.code().orElse(null);
        if (code == null) {
            return;
        }
        int line = 0;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof InvokeDynamicInstruction dynamic) {
                Site site = read(dynamic.invokedynamic(), line);
                if (site != null && isAwait(site.target().reference())) {
                    problem(line, "await as a method reference cannot wait: write a lambda that awaits");
                } else if (site != null) {
                    sites.add(site);
                }
            }
        }
    }

    private @Nullable Site read(InvokeDynamicEntry entry, int line) {
        BootstrapMethodEntry bootstrap = entry.bootstrap();
        if (!bootstrap.bootstrapMethod().reference().owner().asInternalName().equals(METAFACTORY)) {
            return null;
        }
        List<LoadableConstantEntry> arguments = bootstrap.arguments();
        ClassDesc type = entry.typeSymbol().returnType();
        boolean serializable = false;
        List<ClassDesc> markers = new ArrayList<>();
        List<MethodTypeDesc> bridges = new ArrayList<>();
        if (bootstrap.bootstrapMethod().reference().name().equalsString("altMetafactory")) {
            int flags = (Integer) arguments.get(3).constantValue();
            int next = 4;
            serializable = (flags & FLAG_SERIALIZABLE) != 0;
            if ((flags & FLAG_MARKERS) != 0) {
                int end = next + 1 + (Integer) arguments.get(next).constantValue();
                while (++next < end) {
                    markers.add((ClassDesc) arguments.get(next).constantValue());
                }
            }
            if ((flags & FLAG_BRIDGES) != 0) {
                int end = next + 1 + (Integer) arguments.get(next).constantValue();
                while (++next < end) {
                    bridges.add((MethodTypeDesc) arguments.get(next).constantValue());
                }
            }
        }
        return new Site(
                entry,
                type,
                (MethodTypeDesc) arguments.get(0).constantValue(),
                (MethodHandleEntry) arguments.get(1),
                (MethodTypeDesc) arguments.get(2).constantValue(),
                serializable,
                markers,
                bridges,
                line,
                suspending.contains(type) || markers.stream().anyMatch(suspending::contains));
    }

    private void group(List<Site> sites) {
        Map<String, List<Site>> suspendingSites = new HashMap<>();
        for (Site site : sites) {
            if (site.suspending()) {
                suspendingSites
                        .computeIfAbsent(site.key(), _ -> new ArrayList<>())
                        .add(site);
            } else if (isOfThisClass(site)) {
                plainLambdas.add(site.key());
            }
        }
        for (MethodModel method : model.methods()) {
            List<Site> making = suspendingSites.get(keyOf(method));
            if (making != null && isLambda(method)) {
                suspendingSites.remove(keyOf(method));
                add(method, making);
            }
        }
        for (List<Site> references : suspendingSites.values()) {
            for (Site site : references) {
                problem(
                        site.line(),
                        "a method reference cannot be woven: write a lambda in place of "
                                + site.target().reference().owner().asSymbol().displayName() + "::"
                                + site.target().reference().name());
            }
        }
    }

    private void add(MethodModel method, List<Site> making) {
        int captures = making.getFirst().entry().typeSymbol().parameterCount();
        Block block = new Block(byLambda.size(), method, captures);
        byLambda.put(keyOf(method), block);
        for (Site site : making) {
            bySite.put(site.entry().index(), block);
            block.interfaces.add(site.type());
            block.interfaces.addAll(site.markers());
            String name = site.entry().name().stringValue();
            block.methods.add(new Signature(name, site.method()));
            for (MethodTypeDesc bridge : site.bridges()) {
                block.methods.add(new Signature(name, bridge));
            }
            if (site.serializable()) {
                block.interfaces.add(SERIALIZABLE);
                block.serialized =
                        new SerializedForm(site.type(), name, site.method(), site.target(), site.instantiated());
            }
        }
        checkNames(block, making.getFirst().line());
    }

    /// A frame has the methods of the lambda's interfaces, default methods included, beside its own.
    private void checkNames(Block block, int line) {
        Set<Signature> methods = new LinkedHashSet<>(block.methods);
        for (ClassDesc type : block.interfaces) {
            methods.addAll(suspending.methodsOf(type));
        }
        for (Signature method : methods) {
            if (RESERVED.contains(method.name() + method.type().descriptorString())) {
                problem(
                        line,
                        method.name() + "() cannot be a method of a suspending interface, since frames of async"
                                + " blocks have a method of that name and type: give it another name");
            }
        }
    }

    private boolean isOfThisClass(Site site) {
        return site.target().reference().owner().equals(model.thisClass());
    }

    private static boolean isLambda(MethodModel method) {
        return (method.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) != 0
                && method.methodName().stringValue().startsWith("lambda$");
    }

    private static String keyOf(MethodModel method) {
        return method.methodName().stringValue() + method.methodType().stringValue();
    }

    // ---- awaits in wrong places

    private void checkAwaits(MethodModel method) {
        CodeModel code = method.code().orElse(null);
        if (code == null) {
            return;
        }
        boolean plain = plainLambdas.contains(keyOf(method));
        if (!plain && isLambda(method)) {
            return; // a block, or a lambda in code that javac found dead
        }
        int line = 0;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof InvokeInstruction invoke && isAwait(invoke)) {
                problem(
                        line,
                        plain
                                ? "await in a lambda that cannot wait: make it a lambda of an async functional interface,"
                                        + " or await outside of it"
                                : "await outside an async block: put the code into async(() -> { … }) and await that,"
                                        + " or return its future");
            }
        }
    }

    void problem(int line, String message) {
        problems.add(new Problem(sourceFile(), line, message));
    }

    private String sourceFile() {
        return model.findAttribute(Attributes.sourceFile())
                .map(source -> source.sourceFile().stringValue())
                .orElse(model.thisClass().asInternalName().replace('/', '.'));
    }
}
