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
    private static final int REACHABLE = 17;

    private static final int OBSERVERS = TaskState.JOIN_WAKER | TaskState.CLAIMED | TaskState.DETACHED;

    /// The rule of the entry, as far as one word tells: an entry exists, or the runner has the task, or it is idle.
    private static boolean hasEntry(int word) {
        return (word & TaskState.NOTIFIED) != 0 && (word & (TaskState.RUNNING | TaskState.COMPLETE)) == 0;
    }

    @Test
    void everyReachableWord_keepsTheRules() {
        Set<Integer> seen = explore(false);
        for (int word : seen) {
            boolean running = TaskState.isRunning(word);
            boolean complete = TaskState.isComplete(word);
            assertThat(running && complete).as(TaskState.decode(word)).isFalse();
            if (TaskState.isDelivered(word)) {
                assertThat(word & TaskState.CANCELLED)
                        .as("delivered what nobody asked for: " + TaskState.decode(word))
                        .isNotZero();
            }
            if (!running && !complete && TaskState.isUndelivered(word)) {
                assertThat(hasEntry(word))
                        .as("cancelled, and nobody will tell it: " + TaskState.decode(word))
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
            if (TaskState.isRunning(word)) {
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
            if (TaskState.isDelivered(word) && TaskState.isRunning(word)) {
                assertThat(TaskState.suspended(word)).isNotEqualTo(TaskState.Suspended.DELIVER);
            }
        }
    }

    @Test
    void transitionsOutOfTurn_areRefusedWithTheDecodedWord() {
        assertThatThrownBy(() -> TaskState.start(TaskState.RUNNING | TaskState.NOTIFIED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("start while RUNNING|NOTIFIED");
        assertThatThrownBy(() -> TaskState.suspend(TaskState.NOTIFIED)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> TaskState.resume(0)).hasMessageContaining("IDLE");
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
            next.add(TaskState.start(word));
        }
        if (TaskState.isRunning(word)) {
            next.add(TaskState.suspend(word));
            next.add(TaskState.complete(word));
            next.add(TaskState.resume(word));
        }
        if (withObservers) {
            next.add(TaskState.joinRegister(word));
            next.add(TaskState.claim(word));
            next.add(TaskState.detach(word));
        }
        return next;
    }
}
