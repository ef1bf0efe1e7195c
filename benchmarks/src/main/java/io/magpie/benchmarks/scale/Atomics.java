package io.magpie.benchmarks.scale;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the atomic read-modify-writes of classes that [CountedClasses] has made, by the class in whose code they stand.
/// Public because those classes call it.
public final class Atomics {

    private static final Map<String, LongAdder> ALL = new ConcurrentHashMap<>();
    private static final Map<String, LongAdder> FAILED = new ConcurrentHashMap<>();

    private Atomics() {}

    /// Counts an operation that cannot fail.
    ///
    /// @param place where it stands
    public static void count(String place) {
        ALL.computeIfAbsent(place, _ -> new LongAdder()).increment();
    }

    /// Counts a compare-and-set.
    ///
    /// @param succeeded what it returned
    /// @param place where it stands
    /// @return `succeeded`
    public static boolean count(boolean succeeded, String place) {
        count(place);
        if (!succeeded) {
            FAILED.computeIfAbsent(place, _ -> new LongAdder()).increment();
        }
        return succeeded;
    }

    /// All that were counted so far.
    ///
    /// @return `atomics` and `CAS failed`, and by place, as `atomics: Task`
    static Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        add(counters, "atomics", ALL);
        add(counters, "CAS failed", FAILED);
        return counters;
    }

    private static void add(Map<String, Long> counters, String name, Map<String, LongAdder> places) {
        long sum = 0;
        for (Map.Entry<String, LongAdder> place : places.entrySet()) {
            long count = place.getValue().sum();
            counters.put(name + ": " + place.getKey(), count);
            sum += count;
        }
        counters.put(name, sum);
    }
}
