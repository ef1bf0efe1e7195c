package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every word that the transitions can reach from the initial one, and what must hold in each.
class TaskStateTest {

    /// Words reachable without the bits that only record who looks: a change of the table shows here.
    private static final int REACHABLE = 14;

    private static final int OBSERVERS = TaskState.JOIN_WAKER;

    /// The rule of the entry: there is one while the task is scheduled.
    private static boolean hasEntry(int word) {
        return TaskState.isScheduled(word);
    }

    @Test
    void everyReachableWord_keepsTheRules() {
        Set<Integer> seen = explore(false);
        for (int word : seen) {
            boolean scheduled = TaskState.isScheduled(word);
            boolean complete = TaskState.isComplete(word);
            assertThat(scheduled && complete).as(TaskState.decode(word)).isFalse();
            if (TaskState.isDelivered(word)) {
                assertThat(word & TaskState.CANCELLED)
                        .as("delivered what nobody asked for: " + TaskState.decode(word))
                        .isNotZero();
            }
            if (!complete && (TaskState.isUndelivered(word) || (word & TaskState.NOTIFIED) != 0)) {
                assertThat(scheduled)
                        .as("cancelled or woken, and nobody will tell it: " + TaskState.decode(word))
                        .isTrue();
            }
        }
        assertThat(seen).hasSize(REACHABLE);
    }

    @Test
    void observersNeverChangeWhatTheTaskDoes() {
        for (int word : explore(true)) {
            int plain = word & ~OBSERVERS;
            assertThat(TaskState.wakeSubmits(word)).isEqualTo(TaskState.wakeSubmits(plain));
            assertThat(TaskState.abortSubmits(word)).isEqualTo(TaskState.abortSubmits(plain));
            assertThat(TaskState.abort(word) & ~OBSERVERS).isEqualTo(TaskState.abort(plain));
            if (TaskState.isScheduled(word)) {
                assertThat(TaskState.beginChanges(word)).isEqualTo(TaskState.beginChanges(plain));
                assertThat(TaskState.suspended(word)).isEqualTo(TaskState.suspended(plain));
                assertThat(TaskState.complete(word) & OBSERVERS).isEqualTo(word & OBSERVERS);
            }
        }
    }

    @Test
    void submitting_makesTheOnlyEntry() {
        for (int word : explore(true)) {
            if (TaskState.wakeSubmits(word)) {
                assertThat(hasEntry(word)).isFalse();
                assertThat(hasEntry(TaskState.wake(word))).isTrue();
            }
            if (TaskState.abortSubmits(word)) {
                assertThat(hasEntry(word)).isFalse();
                assertThat(hasEntry(TaskState.abort(word))).isTrue();
            }
            if (!TaskState.wakeSubmits(word)) {
                assertThat(hasEntry(TaskState.wake(word))).isEqualTo(hasEntry(word));
            }
        }
    }

    @Test
    void delivery_happensOnce() {
        for (int word : explore(false)) {
            if (TaskState.isDelivered(word) && TaskState.isScheduled(word)) {
                assertThat(TaskState.suspended(word)).isNotEqualTo(TaskState.Suspended.DELIVER);
            }
        }
    }

    @Test
    void aPollThatNobodyWokeOrCancelled_beginsWithoutAChange() {
        assertThat(TaskState.beginChanges(TaskState.INITIAL)).isFalse();
        for (int word : explore(true)) {
            if (hasEntry(word)) {
                assertThat(TaskState.beginChanges(word)).isEqualTo(TaskState.begin(word) != word);
                assertThat(TaskState.beginChanges(TaskState.begin(word))).isFalse();
            }
        }
    }

    @Test
    void transitionsOutOfTurn_areRefusedWithTheDecodedWord() {
        assertThatThrownBy(() -> TaskState.beginChanges(TaskState.CANCELLED | TaskState.JOIN_WAKER))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("begin while CANCELLED|JOIN_WAKER");
        assertThatThrownBy(() -> TaskState.suspend(TaskState.JOIN_WAKER)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> TaskState.begin(0)).hasMessageContaining("IDLE");
        assertThatThrownBy(() -> TaskState.complete(TaskState.COMPLETE)).hasMessageContaining("COMPLETE");
    }

    private static Set<Integer> explore(boolean withObservers) {
        Set<Integer> seen = new HashSet<>();
        Queue<Integer> frontier = new ArrayDeque<>();
        seen.add(TaskState.INITIAL);
        frontier.add(TaskState.INITIAL);
        while (!frontier.isEmpty()) {
            int word = frontier.remove();
            for (int next : successors(word, withObservers)) {
                if (seen.add(next)) {
                    frontier.add(next);
                }
            }
        }
        return seen;
    }

    private static Set<Integer> successors(int word, boolean withObservers) {
        Set<Integer> next = new HashSet<>();
        next.add(TaskState.wake(word));
        next.add(TaskState.abort(word));
        if (hasEntry(word)) {
            next.add(TaskState.begin(word));
            next.add(TaskState.suspend(word));
            next.add(TaskState.complete(word));
        }
        if (withObservers) {
            next.add(TaskState.joinRegister(word));
        }
        return next;
    }
}
