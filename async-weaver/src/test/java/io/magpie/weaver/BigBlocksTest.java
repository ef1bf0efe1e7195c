package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A block whose method HotSpot would not compile is split, or refused.
class BigBlocksTest {

    private static Program blockOf(int awaits) {
        StringBuilder source = new StringBuilder("""
                import static io.magpie.Async.*;
                import io.magpie.future.*;
                class T { static Future<?> run() { return async(() -> {
                    long sum = 0; String text = ""; Object nothing = null; int i = 1; double d = 1;
                    try {
                """);
        for (int i = 0; i < awaits; i++) {
            source.append("text = text + sum + await(leaf(").append(i).append(")); sum += i; d /= 2;\n");
            if (i % 5 == 4) {
                source.append(
                        "try { sum += await(leaf(1)); await(failing(new Exception())); } catch (Exception e) { sum++; }\n");
            }
        }
        source.append("await(failing(new IllegalStateException()));\n");
        source.append(
                "} catch (IllegalStateException e) { return text + sum + nothing + i + d; } return null; }); } }");
        return Program.of(source.toString());
    }

    private static int length(Program woven) {
        return ClassFile.of().parse(woven.classes.get("T")).methods().stream()
                .filter(method -> method.methodName().stringValue().startsWith("async$"))
                .mapToInt(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength())
                .sum();
    }

    @Test
    void aBigBlock_isSplit() {
        Program direct = blockOf(34);
        Program woven = direct.woven();
        assertThat(woven.classes.get("T$$Async0")).isNotNull();
        assertThat(length(woven)).isBetween(4000, Outline.LIMIT);
        assertThat(new String(woven.classes.get("T$$Async0"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains(Outline.RESUME);
        for (int pending = 0; pending < 3; pending++) {
            assertThat(woven.run("T", "run", pending)).isEqualTo(direct.run("T", "run", 0));
        }
    }

    @Test
    void aBlockThatIsTooBigToSplit_isRefused() {
        List<Weaver.Problem> problems = blockOf(150).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().line()).isEqualTo(4);
        assertThat(problems.getFirst().message())
                .contains("bytes of bytecode")
                .contains("async functions of their own");
    }

    @Test
    void aBlockBeyondTheReachOfBranches_isRefused() {
        assertThat(blockOf(700).problems()).hasSize(1);
    }
}
