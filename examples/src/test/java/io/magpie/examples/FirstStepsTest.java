package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.ChildJvm;
import io.magpie.sync.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstStepsTest {

    @Test
    void everyFunctionGivesWhatTheGuideSays() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            assertThat(runtime.blockOn(FirstSteps.greeting("Magpie"))).isEqualTo("Hello, Magpie!");
            assertThat(runtime.blockOn(FirstSteps.slowly("word"))).isEqualTo("word");
            assertThat(runtime.blockOn(FirstSteps.atOnce())).isEqualTo("two words");
            assertThat(runtime.blockOn(FirstSteps.inSequence())).isEqualTo("two words");
            assertThat(runtime.blockOn(FirstSteps.longWord())).isEqualTo("magpie");
        }
    }

    @Test
    void theFutureWrittenByHand_endsWithItsChannel() throws Exception {
        Channel<String> words = Channel.bounded(2);
        words.sender().trySend("a");
        words.sender().close();
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            assertThat(runtime.blockOn(new FirstSteps.LongWord(words.receiver(), 5)))
                    .isNull();
        }
    }

    @Test
    void theProgramPrintsOneLineAStep() throws Exception {
        try (ChildJvm program = ChildJvm.start(List.of(), FirstSteps.class)) {
            assertThat(program.nextLine()).matches("at once +Hello, Magpie! +[0-9]+ ms");
            assertThat(program.nextLine()).matches("a timer +words +[0-9]+ ms");
            assertThat(program.nextLine()).matches("two at once +two words +[0-9]+ ms");
            assertThat(program.nextLine()).matches("two in sequence +two words +[0-9]+ ms");
            assertThat(program.nextLine()).matches("a long word +magpie +[0-9]+ ms");
            assertThat(program.exitValue()).isZero();
        }
    }
}
