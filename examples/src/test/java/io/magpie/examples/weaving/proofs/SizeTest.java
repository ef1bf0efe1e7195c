package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.weaving.proofs.ClassFiles.Source;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.weaver.Weaver;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How large woven code is, and that HotSpot compiles it.
class SizeTest {

    /// HotSpot does not compile methods that are larger (`-XX:-DontCompileHugeMethods` aside).
    private static final int HUGE_METHOD_LIMIT = 8_000;

    /// A block that adds so many awaited values up, in a local that lives across all of them.
    private static Source block(int awaits) {
        String body = IntStream.range(0, awaits)
                .mapToObj(i -> "            sum += await(p.later(%d));".formatted(i))
                .collect(Collectors.joining("\n"));
        return new Source("size/Block.java", """
                package size;
                import static io.magpie.Async.async;
                import static io.magpie.Async.await;
                import io.magpie.examples.weaving.proofs.Probe;
                import io.magpie.future.Future;
                public final class Block {
                    public static Future<?> sum(Probe p) {
                        return async(() -> {
                            long sum = 0;
                %s
                            return sum;
                        });
                    }
                }
                """.formatted(body));
    }

    private static ClassFiles woven(int awaits) {
        return ClassFiles.byJavac(List.of(block(awaits)), "-g").woven();
    }

    /// The bytes of code of each method of a class.
    private static Map<String, Integer> codeOf(byte[] classFile) {
        return ClassFile.of().parse(classFile).methods().stream()
                .filter(method -> method.code().isPresent())
                .collect(Collectors.toMap(
                        method -> method.methodName() + " " + method.methodType(), SizeTest::length, Integer::sum));
    }

    private static int length(MethodModel method) {
        return method.findAttribute(Attributes.code()).orElseThrow().codeLength();
    }

    private static int blockCode(ClassFiles woven) {
        return codeOf(woven.byName().get("size/Block")).entrySet().stream()
                .filter(each -> each.getKey().startsWith("async$"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Test
    void tooManyAwaits_areRefusedWithAnExplanation() {
        ClassFiles unwoven = ClassFiles.byJavac(List.of(block(200)), "-g");
        Weaver.Result result = new Weaver(unwoven::find).weave(unwoven.byName().get("size/Block"));
        assertThat(result.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("Block.java");
            assertThat(problem.line()).isPositive();
            assertThat(problem.message())
                    .contains("the JVM compiles no method of more than 8000")
                    .contains("move parts of it into async functions of their own");
        });
    }

    @Test
    void anAwaitTakesLittleCode_andAFrameIsASmallClass() {
        ClassFiles none = woven(0);
        ClassFiles one = woven(1);
        ClassFiles ten = woven(10);
        int base =
                ClassFile.of().parse(none.byName().get("size/Block")).methods().size();
        int eachAwait = (blockCode(ten) - blockCode(one)) / 9;
        int frame = one.byName().get("size/Block$$Async0").length;
        System.out.printf(
                "block without await: %d bytes of code; with one: %d; each more: %d; frame class: %d bytes; %d methods%n",
                blockCode(none), blockCode(one), eachAwait, frame, base);
        assertThat(eachAwait).isLessThan(120);
        assertThat(frame).isLessThan(2_500);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 80})
    void manyAwaits_areWovenIntoMethodsThatHotSpotCompiles_andRun(int awaits) throws Exception {
        ClassFiles woven = woven(awaits);
        woven.byName()
                .forEach((name, bytes) -> assertThat(codeOf(bytes))
                        .as(name)
                        .allSatisfy(
                                (method, size) -> assertThat(size).as(method).isLessThan(HUGE_METHOD_LIMIT)));
        for (int pendings = 0; pendings < 2; pendings++) {
            Future<?> future = (Future<?>) woven.loader()
                    .loadClass("size.Block")
                    .getMethod("sum", Probe.class)
                    .invoke(null, new Probe(pendings));
            Context cx = Context.of(() -> {});
            Object answer = future.poll(cx);
            for (int polls = 1; answer == Poll.PENDING; polls++) {
                assertThat(polls).isLessThanOrEqualTo(awaits);
                answer = future.poll(cx);
            }
            assertThat(answer).isEqualTo(awaits * (awaits - 1L) / 2);
        }
    }
}
