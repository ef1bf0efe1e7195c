package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is clean-up, asked about the calls of [Sample], in the order in which javac puts them.
class CleanUpPointsTest {

    @SuppressWarnings("unused") // read as a class file
    private static final class Sample {
        static void await(int id) {}

        static void loop() {
            while (true) {
                try {
                    await(1);
                } catch (RuntimeException e) {
                    await(2);
                    continue;
                } finally {
                    await(3);
                }
                await(4);
            }
        }
    }

    @Test
    void whatOnlyAHandlerLeadsTo_isCleanUp() throws IOException {
        List<String> calls = new ArrayList<>();
        byte[] classFile = classFile();
        MethodModel loop = ClassFile.of().parse(classFile).methods().stream()
                .filter(method -> method.methodName().equalsString("loop"))
                .findFirst()
                .orElseThrow();
        int at = 0;
        int constant = 0;
        for (CodeElement element : loop.code().orElseThrow()) {
            if (element instanceof java.lang.classfile.instruction.ConstantInstruction pushed
                    && pushed.constantValue() instanceof Integer value) {
                constant = value;
            }
            if (element instanceof InvokeInstruction) {
                calls.add(constant + (CleanUpPoints.isCleanUp(classFile, "loop", "()V", at) ? " clean-up" : ""));
            }
            if (element instanceof Instruction instruction) {
                at += instruction.sizeInBytes();
            }
        }
        // The finally is there three times: after the try, after the catch, and for what is thrown further.
        assertThat(calls).containsExactly("1", "3", "2 clean-up", "3 clean-up", "3 clean-up", "4");
        int end = at;
        assertThatThrownBy(() -> CleanUpPoints.isCleanUp(classFile, "loop", "()V", end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no instruction begins at");
        assertThatThrownBy(() -> CleanUpPoints.isCleanUp(classFile, "leap", "()V", 0))
                .hasMessage("the class has no method leap()V");
    }

    private static byte[] classFile() throws IOException {
        try (var in = CleanUpPointsTest.class.getResourceAsStream("CleanUpPointsTest$Sample.class")) {
            return in.readAllBytes();
        }
    }
}
