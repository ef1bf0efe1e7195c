package io.magpie.benchmarks.scale;

import java.time.Duration;
import java.util.List;

/// What grows.
enum ScaleLoad {
    /// A task spawns so many tasks, and waits until all have run; again and again.
    SPAWN("scale_spawn", "spawn and complete", "ns/op", "tasks"),
    /// A task spawns so many that sleep for 20 ms. The time of the processors, because the other is spent asleep.
    SLEEP("scale_sleep", "a task that sleeps", "ns CPU/op", "tasks"),
    /// So many tasks wait at a gate: live heap for each.
    IDLE("scale_idle", "a task that waits", "bytes/task", "tasks"),
    /// Sixteen tasks at once each spawn 2,000, and wait until all have run.
    WORKERS_SPAWN("scale_workers_spawn", "16 tasks that spawn 2,000 each", "ns/op", "workers"),
    /// Sixteen pairs of tasks at once exchange 1,000 messages each over channels of capacity 1.
    WORKERS_MESSAGES("scale_workers_messages", "16 pairs that exchange messages", "ns/op", "workers"),
    /// A thread outside spawns 10,000 empty tasks, and joins them.
    WORKERS_REMOTE("scale_workers_remote", "spawn from outside, and join", "ns/op", "workers");

    static final Duration SLEEP_TIME = Duration.ofMillis(20);

    /// Tasks at once that do the same, where workers are varied: as many as the most workers.
    static final int GROUPS = 16;

    private static final int SPAWNED_EACH = 2_000;
    private static final int MESSAGES_EACH = 1_000;
    private static final int SPAWNED_OUTSIDE = 10_000;

    /// An iteration of SPAWN does at least so many operations.
    private static final int LEAST_OPERATIONS = 100_000;

    final String id;
    final String title;
    final String unit;

    /// What is varied: `tasks` or `workers`.
    final String axis;

    ScaleLoad(String id, String title, String unit, String axis) {
        this.id = id;
        this.title = title;
        this.unit = unit;
        this.axis = axis;
    }

    boolean variesWorkers() {
        return axis.equals("workers");
    }

    /// The steps of the axis.
    List<Integer> steps() {
        return switch (this) {
            case SPAWN, SLEEP -> List.of(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000);
            // Live heap of fewer is lost in what else the JVM does.
            case IDLE -> List.of(100, 1_000, 10_000, 100_000, 1_000_000);
            case WORKERS_SPAWN, WORKERS_MESSAGES, WORKERS_REMOTE -> List.of(1, 2, 4, 8, 16);
        };
    }

    /// How many tasks, or messages, one group has; for the loads in which workers are varied.
    int size() {
        return switch (this) {
            case WORKERS_SPAWN -> SPAWNED_EACH;
            case WORKERS_MESSAGES -> MESSAGES_EACH;
            case WORKERS_REMOTE -> SPAWNED_OUTSIDE;
            case SPAWN, SLEEP, IDLE -> throw new AssertionError(this + " varies its tasks");
        };
    }

    /// How often SPAWN spawns its tasks in an iteration.
    int batches(int tasks) {
        return Math.max(1, LEAST_OPERATIONS / tasks);
    }

    /// Operations of an iteration.
    int operations(int tasks) {
        return switch (this) {
            case SPAWN -> batches(tasks) * tasks;
            case SLEEP, IDLE, WORKERS_REMOTE -> tasks;
            case WORKERS_SPAWN, WORKERS_MESSAGES -> GROUPS * tasks;
        };
    }
}
