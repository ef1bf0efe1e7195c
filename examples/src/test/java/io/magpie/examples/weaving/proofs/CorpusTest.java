package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.weaver.Weaver;
import java.lang.classfile.ClassFile;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The corpus does when woven what it does without a weaver, whoever compiled it, however often its awaits are pending.
class CorpusTest {

    /// Who compiles the corpus, with which options.
    enum Compiled {
        JAVAC_DEBUG,
        JAVAC_WITHOUT_DEBUG,
        JAVAC_LINES_AND_PARAMETERS,
        ECJ_DEBUG,
        ECJ_WITHOUT_DEBUG;

        private @Nullable ClassFiles classes;

        /// The class files; compiled when first asked for.
        synchronized ClassFiles classes() {
            if (classes == null) {
                classes = compile();
            }
            return classes;
        }

        private ClassFiles compile() {
            return switch (this) {
                case JAVAC_DEBUG -> ClassFiles.byJavac(Corpus.SOURCES, "-g");
                case JAVAC_WITHOUT_DEBUG -> ClassFiles.byJavac(Corpus.SOURCES, "-g:none");
                case JAVAC_LINES_AND_PARAMETERS -> ClassFiles.byJavac(Corpus.SOURCES, "-parameters");
                case ECJ_DEBUG -> ClassFiles.byEcj(Corpus.SOURCES, "-g", "-nowarn");
                case ECJ_WITHOUT_DEBUG -> ClassFiles.byEcj(Corpus.SOURCES, "-g:none", "-nowarn");
            };
        }
    }

    private static Map<String, String> expected = Map.of();

    @BeforeAll
    static void runDirectly() throws Exception {
        expected = Corpus.run(
                ClassFiles.byJavac(ClassFiles.direct(Corpus.SOURCES), "-g").loader(), 0);
        assertThat(expected).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource
    void wovenPrograms_doWhatTheyDoUnwoven(Compiled compiled) throws Exception {
        ClassFiles woven = compiled.classes().woven();
        assertThat(woven.frames()).hasSizeGreaterThan(70);
        for (int pendings = 0; pendings < 3; pendings++) {
            Map<String, String> outcomes = Corpus.run(woven.loader(), pendings);
            assertThat(outcomes.keySet()).isEqualTo(expected.keySet());
            Map<String, String> different = new TreeMap<>(outcomes);
            different.entrySet().removeIf(each -> each.getValue().equals(expected.get(each.getKey())));
            different.replaceAll((name, outcome) -> outcome + ", wanted: " + expected.get(name));
            assertThat(different).as("each await pending %d times", pendings).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void wovenClasses_verify(Compiled compiled) {
        ClassFiles woven = compiled.classes().woven();
        ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(woven.hierarchy()));
        woven.byName()
                .forEach((name, bytes) ->
                        assertThat(classFile.verify(bytes)).as(name).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void weavingAgain_changesNothing(Compiled compiled) {
        ClassFiles woven = compiled.classes().woven();
        Weaver weaver = new Weaver(woven::find);
        woven.byName().forEach((name, bytes) -> {
            Weaver.Result again = weaver.weave(bytes);
            assertThat(again.problems()).as(name).isEmpty();
            assertThat(again.frames()).as(name).isEmpty();
            assertThat(again.classFile()).as(name).isSameAs(bytes);
        });
    }

    @Test
    void weavingTheSame_givesTheSame() {
        Map<String, byte[]> once = Compiled.JAVAC_DEBUG.classes().woven().byName();
        Map<String, byte[]> twice = Compiled.JAVAC_DEBUG.classes().woven().byName();
        assertThat(once.keySet()).isEqualTo(twice.keySet());
        once.forEach((name, bytes) -> assertThat(twice.get(name)).as(name).isEqualTo(bytes));
    }
}
