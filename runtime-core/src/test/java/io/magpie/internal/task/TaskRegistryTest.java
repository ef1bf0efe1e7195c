package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Cancellation;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {

    private final AtomicInteger emptied = new AtomicInteger();
    private final TaskRegistry registry = new TaskRegistry(2, emptied::incrementAndGet);

    private static Task<String> task() {
        return new Task<>(cx -> Poll.PENDING, Nowhere.INSTANCE);
    }

    @Test
    void listsFollowTheTasks_whoeverCompletesThem() {
        List<Task<?>> alive = new ArrayList<>();
        Random random = new Random(42);
        for (int step = 0; step < 20_000; step++) {
            if (alive.size() < 8 || random.nextInt(100) < 50) {
                Task<String> spawned = task();
                int by = random.nextInt(5);
                assertThat(
                                switch (by) {
                                    case 2 -> registry.link(spawned);
                                    case 3 -> registry.admit() && registry.listAdmitted(spawned, 1);
                                    case 4 -> registry.admit() && registry.listAdmitted(spawned);
                                    default -> registry.linkOwn(spawned, by);
                                })
                        .isTrue();
                assertThat(registry.listAdmitted(spawned) || registry.listAdmitted(spawned, 0))
                        .as("listed twice")
                        .isFalse();
                alive.add(spawned);
            } else {
                Task<?> completed = alive.remove(random.nextInt(alive.size()));
                registry.unlinkOwn(completed, random.nextInt(2));
            }
            assertThat(registry.count()).isEqualTo(alive.size());
            if (step % 70 == 0) {
                registry.renew(random.nextInt(2));
            }
            if (step % 500 == 0) {
                registry.collect(0);
                registry.collect(1);
                assertThat(registry.snapshot()).hasSameElementsAs(alive);
            }
        }
    }

    @Test
    void aTaskGivenBack_isKeptUntilItsWorkerCollects() {
        Task<String> stolen = task();
        registry.linkOwn(stolen, 0);
        registry.unlinkOwn(stolen, 1);
        assertThat(registry.isEmpty()).isTrue();
        assertThat(registry.snapshot()).containsExactly(stolen);
        registry.collect(0);
        assertThat(registry.snapshot()).isEmpty();
    }

    @Test
    void aSleepingWorkerIsWoken_whenManyWereGivenBack() {
        int woken = 0;
        for (int i = 0; i < 600; i++) {
            Task<String> stolen = task();
            registry.linkOwn(stolen, 0);
            int wake = registry.unlinkOwn(stolen, 1);
            assertThat(wake).isIn(-1, 0);
            woken += wake == 0 ? 1 : 0;
        }
        assertThat(woken).isEqualTo(2);
    }

    @Test
    void closing_refusesAndTells() {
        Task<String> own = task();
        Task<String> other = task();
        registry.linkOwn(own, 0);
        registry.link(other);
        registry.close();
        assertThat(registry.linkOwn(task(), 0)).isFalse();
        assertThat(registry.link(task())).isFalse();
        registry.unlinkOwn(own, 1);
        assertThat(emptied).hasValue(0);
        registry.unlinkOwn(other, 1);
        assertThat(emptied).hasPositiveValue();
        assertThat(registry.isEmpty()).isTrue();
    }

    @Test
    void whatWasAdmitted_keepsTheRegistryFromBeingEmpty() {
        Task<String> waiting = task();
        Task<String> pulled = task();
        assertThat(registry.admit()).isTrue();
        assertThat(registry.admit()).isTrue();
        registry.close();
        assertThat(registry.admit()).isFalse();
        assertThat(registry.count()).isEqualTo(2);
        registry.listAdmitted(pulled, 1);
        registry.unlinkOwn(pulled, 0);
        assertThat(emptied).hasValue(0);
        registry.listAdmitted(waiting);
        assertThat(registry.count()).isEqualTo(1);
        registry.unlinkOwn(waiting, 0);
        assertThat(emptied).hasPositiveValue();
        assertThat(registry.isEmpty()).isTrue();
    }

    @Test
    void acknowledging_abortsTheWorkersOwn() {
        Task<String> own = task();
        Task<String> another = task();
        registry.linkOwn(own, 0);
        registry.linkOwn(another, 1);
        registry.acknowledgeClose(0, Cancellation.SHUT_DOWN);
        assertThat(own.reason()).isEqualTo(Cancellation.SHUT_DOWN);
        assertThat(another.stateName()).isEqualTo("SCHEDULED");
    }
}
