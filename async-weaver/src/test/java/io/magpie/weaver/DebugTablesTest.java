package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a debugger sees of a woven block.
class DebugTablesTest {

    private static final Program PROGRAM = Program.of("""
            import static io.magpie.Async.*;
            import io.magpie.future.*;
            class T { static Future<?> run() { String captured = "c"; return async(() -> {
                String dead = "dead" + captured;
                String live = "live" + dead;
                await(leaf(1));
                log("behind");
                String late = live;
                await(
                    leaf(late));
                return late;
            }); } }
            """);

    private static CodeAttribute block(Program woven) {
        MethodModel method = ClassFile.of().parse(woven.classes.get("T")).methods().stream()
                .filter(one -> one.methodName().equalsString("async$run$0"))
                .findFirst()
                .orElseThrow();
        return (CodeAttribute) method.code().orElseThrow();
    }

    private static List<String> visibleAt(CodeAttribute code, int line) {
        int start = code.findAttribute(Attributes.lineNumberTable()).orElseThrow().lineNumbers().stream()
                .filter(info -> info.lineNumber() == line)
                .mapToInt(LineNumberInfo::startPc)
                .findFirst()
                .orElseThrow();
        return code.findAttribute(Attributes.localVariableTable()).orElseThrow().localVariables().stream()
                .filter(info -> info.startPc() <= start && start < info.startPc() + info.length())
                .map(LocalVariableInfo::name)
                .map(Object::toString)
                .sorted()
                .toList();
    }

    @Test
    void behindAnAwait_onlyWhatLivesIsVisible() {
        CodeAttribute code = block(PROGRAM.woven());
        assertThat(visibleAt(code, 6)).containsExactly("captured", "dead", "live");
        assertThat(visibleAt(code, 7)).containsExactly("live");
        assertThat(visibleAt(code, 9)).containsExactly("late", "live");
    }

    @Test
    void keepingLocals_everythingStaysVisible() {
        CodeAttribute code = block(PROGRAM.woven(PROGRAM.weaver().keepingLocals()));
        assertThat(visibleAt(code, 7)).containsExactly("captured", "dead", "live");
        assertThat(visibleAt(code, 11)).containsExactly("captured", "dead", "late", "live");
    }

    @Test
    void everyLineOfTheBlock_isInItsTable_andNoOther() {
        TreeSet<Integer> lines = new TreeSet<>();
        block(PROGRAM.woven())
                .findAttribute(Attributes.lineNumberTable())
                .orElseThrow()
                .lineNumbers()
                .forEach(info -> lines.add(info.lineNumber()));
        assertThat(lines).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void theFrameClass_hasNoLines_butTellsThoseOfItsPoints() throws Exception {
        Program woven = PROGRAM.woven();
        assertThat(ClassFile.of().parse(woven.classes.get("T$$Async0")).methods())
                .noneMatch(method -> ((CodeAttribute) method.code().orElseThrow())
                        .findAttribute(Attributes.lineNumberTable())
                        .isPresent());
        Program.Loader loader = woven.loader();
        var run = loader.loadClass("T").getDeclaredMethod("run");
        run.setAccessible(true);
        Object frame = run.invoke(null);
        var at = loader.loadClass("io.magpie.spi.AsyncFrame").getMethod("at", int.class);
        assertThat(at.invoke(frame, 0)).hasToString("T.async$run$0(T.java:4)");
        assertThat(at.invoke(frame, 1)).hasToString("T.async$run$0(T.java:6)");
        assertThat(at.invoke(frame, 2)).hasToString("T.async$run$0(T.java:9)");
    }
}
