package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/// Explores every word that the transitions can make of a few permits.
class PermitWordTest {

    private static final int TOTAL = 4;

    @Test
    void everyReachableWord_keepsPermitsAndBitsApart() {
        var seen = new HashSet<Long>();
        var todo = new ArrayDeque<Long>();
        todo.add(PermitWord.of(TOTAL));
        int edges = 0;
        while (!todo.isEmpty()) {
            long word = todo.remove();
            if (!seen.add(word)) {
                continue;
            }
            int before = todo.size();
            explore(word, todo::add);
            edges += todo.size() - before;
        }
        // permits 0 to 4, closed or not, of POKE and STRICT neither, POKE, or both, and the receiver waits or does not
        assertThat(seen).hasSize(5 * 2 * 3 * 2);
        assertThat(edges).isGreaterThan(seen.size());
    }

    private static void explore(long word, LongConsumer next) {
        int permits = PermitWord.permits(word);
        assertThat(permits).as(PermitWord.toString(word)).isBetween(0, TOTAL);
        boolean strict = (word & PermitWord.STRICT) != 0;
        assertThat(strict && !PermitWord.mustPoke(word))
                .as("nobody may pass, and nobody is told of released permits: %s", PermitWord.toString(word))
                .isFalse();
        for (int n = 1; n <= TOTAL; n++) {
            boolean admitted = PermitWord.admits(word, n);
            assertThat(admitted).isEqualTo(permits >= n && !strict && !PermitWord.isClosed(word));
            if (admitted) {
                check(PermitWord.minus(word, n), permits - n, word, next);
            }
            if (permits + n <= TOTAL) {
                check(PermitWord.plus(word, n), permits + n, word, next);
            }
        }
        if (permits < TOTAL) {
            long more = PermitWord.plus(word, 1);
            assertThat(PermitWord.plusWakes(word) ? more | PermitWord.RECEIVER_WAITS : more)
                    .as("the bit goes if the receiver must be woken, and only then: %s", PermitWord.toString(word))
                    .isEqualTo(word + PermitWord.plus(0, 1));
        }
        long awaited = PermitWord.await(word);
        assertThat(PermitWord.receiverWaits(awaited)).isTrue();
        assertThat(PermitWord.permits(awaited)).isEqualTo(permits);
        next.accept(awaited);

        // Claims count, and change nothing but the receiver's bit.
        long claimed = PermitWord.claim(word);
        assertThat(PermitWord.receiverWaits(claimed)).isFalse();
        assertThat(claimed - PermitWord.claim(0)).isEqualTo(word & ~PermitWord.RECEIVER_WAITS);

        long closed = PermitWord.close(word);
        assertThat(PermitWord.receiverWaits(closed)).isFalse();
        assertThat(PermitWord.isClosed(closed)).isTrue();
        assertThat(PermitWord.permits(closed)).isEqualTo(permits);
        next.accept(closed);

        settled(word, PermitWord.withoutWaiters(word), false, false, next);
        settled(word, PermitWord.behindInsistentHead(word), true, true, next);
        settled(word, PermitWord.behindPatientHead(word, false), true, false, next);
        settled(word, PermitWord.behindPatientHead(word, true), false, false, next);
    }

    @Test
    void claimsWrapAround_andAreCountedFromAnyIndexThatIsNotTooFarBack() {
        long claim = PermitWord.claim(0);
        for (long index : new long[] {0, 1, PermitWord.MAX_CLAIMED, PermitWord.MAX_CLAIMED + 1L, 5L << 40}) {
            long word = PermitWord.close(PermitWord.of(PermitWord.MAX_PERMITS)) + index * claim;
            assertThat(PermitWord.permits(word)).isEqualTo(PermitWord.MAX_PERMITS);
            assertThat(PermitWord.claimedSince(index, word)).isZero();
            assertThat(PermitWord.claimedSince(index, PermitWord.claim(PermitWord.claim(word))))
                    .isEqualTo(2);
            assertThat(PermitWord.claimedSince(index, word + PermitWord.MAX_CLAIMED * claim))
                    .isEqualTo(PermitWord.MAX_CLAIMED);
        }
    }

    /// A change of permits changes nothing else.
    private static void check(long after, int permits, long word, LongConsumer next) {
        assertThat(PermitWord.permits(after)).isEqualTo(permits);
        long bits = PermitWord.CLOSED | PermitWord.STRICT | PermitWord.POKE;
        assertThat(after & bits).isEqualTo(word & bits);
        next.accept(after);
    }

    /// Settling changes neither the permits nor CLOSED.
    private static void settled(long word, long after, boolean poke, boolean strict, LongConsumer next) {
        assertThat(PermitWord.permits(after)).isEqualTo(PermitWord.permits(word));
        assertThat(PermitWord.isClosed(after)).isEqualTo(PermitWord.isClosed(word));
        assertThat(PermitWord.mustPoke(after)).isEqualTo(poke);
        assertThat((after & PermitWord.STRICT) != 0).isEqualTo(strict);
        next.accept(after);
    }
}
