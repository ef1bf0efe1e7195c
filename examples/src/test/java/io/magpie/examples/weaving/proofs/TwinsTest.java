package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncAction;
import io.magpie.AsyncBody;
import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The weaver's fixed list of methods that take a block, and have a twin that takes its future, is that of the runtime.
class TwinsTest {

    private static final Set<Class<?>> BODIES = Set.of(AsyncBody.class, AsyncAction.class);

    @Test
    void theWeaverKnowsEveryMethodThatHasATwin_andNoOther() throws Exception {
        List<String> withTwin = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (Class<?> type : frontDoor()) {
            for (Method method : type.getMethods()) {
                if (method.getDeclaringClass() == type && !method.getName().equals("async") && takesBody(method)) {
                    if (hasTwin(type, method)) {
                        withTwin.add(method.toString());
                    }
                    if (weaverKnows(type, method)) {
                        known.add(method.toString());
                    }
                }
            }
        }
        assertThat(known).isNotEmpty().containsExactlyInAnyOrderElementsOf(withTwin);
    }

    private static boolean takesBody(Method method) {
        return method.getParameterCount() > 0
                && BODIES.contains(method.getParameterTypes()[method.getParameterCount() - 1]);
    }

    /// As `Twins.writeTwin` calls it: a method that returns nothing has a twin that returns a value.
    private static boolean hasTwin(Class<?> type, Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        parameters[parameters.length - 1] = Future.class;
        Class<?> returned = method.getReturnType() == void.class ? Object.class : method.getReturnType();
        return Arrays.stream(type.getMethods())
                .anyMatch(other -> other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), parameters)
                        && other.getReturnType() == returned
                        && other.getModifiers() == method.getModifiers());
    }

    private static boolean weaverKnows(Class<?> type, Method method) throws ReflectiveOperationException {
        return list("OWNERS").contains(type.describeConstable().orElseThrow())
                && list("NAMES").contains(method.getName())
                && list("BODIES")
                        .contains(ClassDesc.ofDescriptor(
                                method.getParameterTypes()[method.getParameterCount() - 1].descriptorString()));
    }

    private static Set<?> list(String field) throws ReflectiveOperationException {
        Field list = Class.forName("io.magpie.weaver.Twins").getDeclaredField(field);
        list.setAccessible(true);
        return (Set<?>) list.get(null);
    }

    /// The classes of `io.magpie`, in a folder or a jar.
    private static List<Class<?>> frontDoor() throws IOException, URISyntaxException, ClassNotFoundException {
        Path home = Path.of(AsyncRuntime.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(home)) {
            return classesIn(home.resolve("io/magpie"));
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return classesIn(jar.getPath("io/magpie"));
        }
    }

    private static List<Class<?>> classesIn(Path folder) throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (String name : files.map(file -> file.getFileName().toString()).toList()) {
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    classes.add(Class.forName(
                            "io.magpie." + name.substring(0, name.length() - ".class".length()),
                            false,
                            TwinsTest.class.getClassLoader()));
                }
            }
        }
        return classes;
    }
}
