package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The architecture of core, read from its class files: a package imports only from lower floors.
class FloorsTest {

    /// The floors, lowest first. A new package is added where it belongs, or its classes fail the test.
    private static final List<Floor> FLOORS = List.of(
            apart("io.magpie.internal.util"),
            apart("io.magpie.future"),
            together(
                    "io.magpie.task",
                    "io.magpie.spi",
                    "io.magpie.sync",
                    "io.magpie.metrics",
                    "io.magpie.internal.combine"),
            apart("io.magpie.internal.task", "io.magpie.internal.unwoven"),
            apart(
                    "io.magpie.internal.queue",
                    "io.magpie.internal.park",
                    "io.magpie.internal.time",
                    "io.magpie.internal.scope"),
            apart("io.magpie.time"),
            apart("io.magpie.internal.scheduler"),
            apart("io.magpie.internal.scheduler.multi", "io.magpie.internal.scheduler.current"),
            apart("io.magpie"));

    /// What no class of core may refer to, and why.
    private static final Map<String, String> BANNED = Map.of(
            "java.nio.channels.", "core knows no I/O: that is what the driver is for",
            "sun.misc.Unsafe", "it warns on stderr; use a VarHandle or a MemorySegment",
            "org.agrona.concurrent.", "it needs --add-exports; use org.agrona.collections, or JCTools");

    private record Floor(Set<String> packages, boolean mayMeet) {}

    /// A floor whose packages may import each other.
    private static Floor together(String... packages) {
        return new Floor(Set.of(packages), true);
    }

    /// A floor whose packages must not know each other.
    private static Floor apart(String... packages) {
        return new Floor(Set.of(packages), false);
    }

    @Test
    void everyPackageHasItsFloor() throws Exception {
        assertThat(classesOfCore().keySet())
                .as("package not listed in FLOORS")
                .allSatisfy(name -> assertThat(floorOf(packageOf(name))).isNotNegative());
    }

    @Test
    void packagesImportOnlyDownward() throws Exception {
        var violations = new TreeSet<String>();
        classesOfCore()
                .forEach((name, references) -> references.stream()
                        .filter(reference -> reference.startsWith("io.magpie."))
                        .filter(reference -> !mayImport(packageOf(name), packageOf(reference)))
                        .forEach(reference -> violations.add(name + " imports upward or sideways: " + reference)));
        assertThat(violations).isEmpty();
    }

    @Test
    void nobodyRefersToWhatIsBanned() throws Exception {
        var violations = new TreeSet<String>();
        classesOfCore()
                .forEach((name, references) -> references.forEach(reference -> BANNED.forEach((banned, why) -> {
                    if (reference.startsWith(banned)) {
                        violations.add(name + " refers to " + reference + ": " + why);
                    }
                })));
        assertThat(violations).isEmpty();
    }

    @Test
    void ofJctoolsOnlyInterfacesAndVarHandleQueuesAreUsed() throws Exception {
        var violations = new TreeSet<String>();
        classesOfCore()
                .forEach((name, references) -> references.stream()
                        .filter(reference -> reference.startsWith("org.jctools."))
                        .filter(reference -> !reference.startsWith("org.jctools.queues.varhandle."))
                        .filter(reference -> !isInterface(reference))
                        .forEach(
                                reference -> violations.add(name + " refers to " + reference + ", which uses Unsafe")));
        assertThat(violations).isEmpty();
    }

    @Test
    void theTestSeesCallsSignaturesAndDescriptors() throws IOException {
        try (var in = Sample.class.getResourceAsStream("FloorsTest$Sample.class")) {
            assertThat(references(ClassFile.of().parse(in.readAllBytes())))
                    .contains("java.nio.file.Files", "java.util.List", "java.lang.Thread", "java.lang.Deprecated");
        }
    }

    @Test
    void theTableIsRead() {
        assertThat(mayImport("io.magpie", "io.magpie.future")).isTrue();
        assertThat(mayImport("io.magpie.future", "io.magpie.task")).isFalse();
        assertThat(mayImport("io.magpie.sync", "io.magpie.task")).isTrue();
        assertThat(mayImport("io.magpie.internal.scheduler.multi", "io.magpie.internal.scheduler.current"))
                .isFalse();
    }

    private abstract static class Sample {
        abstract List<Thread> signature(Thread descriptor);

        @Deprecated
        boolean call() {
            return Files.exists(Path.of(""));
        }
    }

    private static boolean mayImport(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        int upper = floorOf(from);
        int lower = floorOf(to);
        return lower < upper || lower == upper && FLOORS.get(upper).mayMeet();
    }

    /// The index of the floor of a package; -1 if it has none.
    private static int floorOf(String packageName) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).packages().contains(packageName)) {
                return floor;
            }
        }
        return -1;
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }

    private static boolean isInterface(String className) {
        try {
            return Class.forName(className, false, FloorsTest.class.getClassLoader())
                    .isInterface();
        } catch (ClassNotFoundException e) {
            throw new AssertionError("core refers to a class that is not there: " + className, e);
        }
    }

    /// The classes of core, each with the names of the classes that it refers to.
    private static Map<String, Set<String>> classesOfCore() throws IOException, URISyntaxException {
        Path root = Path.of(io.magpie.future.Future.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var classes = new TreeMap<String, Set<String>>();
        for (Path file : filesUnder(root)) {
            ClassModel model = ClassFile.of().parse(file);
            if (!model.isModuleInfo()) {
                classes.put(dotted(model.thisClass().asInternalName()), references(model));
            }
        }
        return classes;
    }

    private static List<Path> filesUnder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            var found = new ArrayList<Path>(
                    files.filter(file -> file.toString().endsWith(".class")).toList());
            found.sort(Comparator.naturalOrder());
            assertThat(found).as("class files under " + root).isNotEmpty();
            return found;
        }
    }

    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$/]+)[;<]");

    /// Every class named in the constant pool: by itself, or in a descriptor or signature.
    private static Set<String> references(ClassModel model) {
        var references = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            if (entry instanceof ClassEntry type) {
                references.add(dotted(type.asInternalName()));
            } else if (entry instanceof Utf8Entry text) {
                var matcher = IN_DESCRIPTOR.matcher(text.stringValue());
                while (matcher.find()) {
                    references.add(dotted(matcher.group(1)));
                }
            }
        }
        references.removeIf(name -> name.startsWith("[")); // array classes are seen through their descriptors
        return references;
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
