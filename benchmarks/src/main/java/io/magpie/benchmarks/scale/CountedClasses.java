package io.magpie.benchmarks.scale;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Copies of the runtime's classes, and of the queue it takes from JCTools, that report each atomic read-modify-write on a
/// `VarHandle` to [Atomics]. A process that has them before the originals on its class path counts what no counter in the
/// runtime does, and is slower by it: its times mean nothing.
///
/// Not seen: what `java.util.concurrent` does within (its locks, `AtomicInteger`); the loop in which the JVM does a
/// `getAndBitwiseOr`, which counts as one operation that cannot fail.
final class CountedClasses {

    private static final List<String> COUNTED = List.of("io/magpie/", "org/jctools/queues/");
    private static final List<String> NOT_COUNTED = List.of("io/magpie/benchmarks/", "io/magpie/examples/");

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final ClassDesc ATOMICS = Atomics.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc COUNT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
    private static final MethodTypeDesc COUNT_RESULT =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_boolean, ConstantDescs.CD_String);

    private CountedClasses() {}

    /// Writes the copies of all classes on this JVM's class path that do such operations.
    ///
    /// @param folder where to, an empty one
    /// @return how many there are
    /// @throws IOException if one cannot be read or written
    static int write(Path folder) throws IOException {
        int written = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                written += fromFolder(path, folder);
            } else if (Files.isRegularFile(path)) {
                written += fromJar(path, folder);
            }
        }
        return written;
    }

    private static int fromFolder(Path root, Path folder) throws IOException {
        int written = 0;
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString().replace(File.separatorChar, '/');
            if (isCounted(name)) {
                written += copy(name, Files.readAllBytes(file), folder);
            }
        }
        return written;
    }

    private static int fromJar(Path path, Path folder) throws IOException {
        int written = 0;
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : new ArrayList<>(jar.stream().toList())) {
                if (isCounted(entry.getName())) {
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        written += copy(entry.getName(), bytes.readAllBytes(), folder);
                    }
                }
            }
        }
        return written;
    }

    private static boolean isCounted(String name) {
        return name.endsWith(".class")
                && COUNTED.stream().anyMatch(name::startsWith)
                && NOT_COUNTED.stream().noneMatch(name::startsWith);
    }

    /// The first of that name counts, as on a class path.
    private static int copy(String name, byte[] original, Path folder) throws IOException {
        Path file = folder.resolve(name);
        boolean[] changed = {false};
        byte[] copy = counting(original, changed);
        if (!changed[0] || Files.exists(file)) {
            return 0;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, copy);
        return 1;
    }

    private static byte[] counting(byte[] original, boolean[] changed) {
        ClassFile classFile = ClassFile.of();
        ClassModel model = classFile.parse(original);
        String internal = model.thisClass().asInternalName();
        String place = internal.substring(internal.lastIndexOf('/') + 1);
        return classFile.transformClass(
                model,
                ClassTransform.transformingMethodBodies((code, element) -> changed[0] |= count(code, element, place)));
    }

    /// Copies an element, and returns whether it is counted.
    private static boolean count(CodeBuilder code, CodeElement element, String place) {
        if (!(element instanceof InvokeInstruction call)
                || !call.owner().asInternalName().equals(VAR_HANDLE)) {
            code.with(element);
            return false;
        }
        String name = call.name().stringValue();
        if (name.startsWith("compareAndSet") || name.startsWith("weakCompareAndSet")) {
            code.with(element).loadConstant(place).invokestatic(ATOMICS, "count", COUNT_RESULT);
            return true;
        }
        boolean counted = name.startsWith("getAnd") || name.startsWith("compareAndExchange");
        if (counted) {
            code.loadConstant(place).invokestatic(ATOMICS, "count", COUNT);
        }
        code.with(element);
        return counted;
    }
}
