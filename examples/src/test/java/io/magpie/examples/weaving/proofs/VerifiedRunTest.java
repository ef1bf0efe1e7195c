package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The corpus in a JVM that verifies every class, its own included.
class VerifiedRunTest {

    @TempDir
    private @Nullable Path folder;

    @Test
    void everyProgramRuns_whereEveryClassIsVerified() throws Exception {
        Path direct = folder.resolve("direct");
        Path woven = folder.resolve("woven");
        ClassFiles.byJavac(ClassFiles.direct(Corpus.SOURCES), "-g").writeTo(direct);
        ClassFiles.byJavac(Corpus.SOURCES, "-g").woven().writeTo(woven);
        try (ChildJvm child = ChildJvm.start(List.of("-Xverify:all", "-Xlog:disable"), Child.class, direct, woven)) {
            Facts facts = Facts.parse(child.nextLine());
            assertThat(facts.value("programs")).isGreaterThan(50);
            assertThat(facts.value("different")).isZero();
        }
    }

    /// The JVM of its own.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Map<String, String> expected = Corpus.run(loader(arguments[0]), 0);
            long different = 0;
            for (int pendings = 0; pendings < 3; pendings++) {
                Map<String, String> outcomes = Corpus.run(loader(arguments[1]), pendings);
                different += expected.entrySet().stream()
                        .filter(each -> !each.getValue().equals(outcomes.get(each.getKey())))
                        .count();
            }
            System.out.println(
                    new Facts("ran").with("programs", expected.size()).with("different", different));
        }

        private static ClassLoader loader(String folder) throws Exception {
            return new URLClassLoader(new URL[] {Path.of(folder).toUri().toURL()}, Child.class.getClassLoader());
        }
    }
}
