package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.examples.EchoServer;
import io.magpie.weaver.Weaver;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The class files of this project, as its build made them.
class OwnModulesTest {

    /// One class of each module.
    @ParameterizedTest
    @ValueSource(
            classes = {
                AsyncRuntime.class,
                EchoServer.class,
                io.magpie.io.TcpStream.class,
                io.magpie.testkit.StepExecutor.class
            })
    void everyWovenClassVerifies_andIsLeftAloneByTheWeaver(Class<?> member) throws Exception {
        ClassFiles classes = classesBeside(member);
        assertThat(classes.byName()).hasSizeGreaterThan(5);
        ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(classes.hierarchy()));
        Weaver weaver = new Weaver(classes::find);
        classes.byName().forEach((name, bytes) -> {
            Weaver.Result again = weaver.weave(bytes);
            assertThat(again.problems()).as(name).isEmpty();
            assertThat(again.classFile() == bytes).as("%s is woven", name).isTrue();
            boolean isWoven = name.contains("$$Async")
                    || ClassFile.of().parse(bytes).methods().stream()
                            .anyMatch(
                                    method -> method.methodName().stringValue().startsWith("async$"));
            if (isWoven) {
                assertThat(classFile.verify(bytes)).as(name).isEmpty();
            }
        });
    }

    private static ClassFiles classesBeside(Class<?> member) throws Exception {
        URI location =
                member.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(location);
        if (Files.isDirectory(path)) {
            return ClassFiles.in(path);
        }
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
            return ClassFiles.in(jar.getPath("/"));
        }
    }
}
