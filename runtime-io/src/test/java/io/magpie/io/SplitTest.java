package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every word that halves can come to, by every transition.
class SplitTest {

    @Test
    void theWordsAreThoseOfTheTable() {
        Set<Integer> reached = new HashSet<>();
        explore(Split.OPEN, reached);
        assertThat(reached)
                .containsExactlyInAnyOrder(
                        Split.OPEN, Split.READER_CLOSED, Split.WRITER_CLOSED, Split.BOTH_CLOSED, Split.REUNITED);
    }

    private static void explore(int word, Set<Integer> reached) {
        if (!reached.add(word)) {
            return;
        }
        int afterReader = Split.closed(word, Split.READER_CLOSED);
        int afterWriter = Split.closed(word, Split.WRITER_CLOSED);
        int reunited = Split.reunited(word);
        if (word == Split.REUNITED) {
            assertThat(afterReader).isEqualTo(word);
            assertThat(afterWriter).isEqualTo(word);
        } else {
            assertThat(afterReader).as("nothing that is closed opens again").isEqualTo(word | Split.READER_CLOSED);
            assertThat(afterWriter).isEqualTo(word | Split.WRITER_CLOSED);
        }
        assertThat(reunited).as("only what is open is joined").isEqualTo(word == Split.OPEN ? Split.REUNITED : word);
        explore(afterReader, reached);
        explore(afterWriter, reached);
        explore(reunited, reached);
    }
}
