package io.magpie.benchmarks;

import io.magpie.benchmarks.weaving.Form;
import io.magpie.benchmarks.weaving.Suspended;
import io.magpie.benchmarks.weaving.Unwoven;
import io.magpie.benchmarks.weaving.Weaving;
import io.magpie.benchmarks.workloads.Measurement;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ProcessFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// `./run bench weaving`: what async blocks cost, each form in a process of its own; then what a suspended block keeps in
/// memory.
final class WeavingBench {

    private static final List<String> FLAGS = List.of("-Xmx4g");

    /// The heap may shrink to what lives when it is collected: else the resident size tells how far the garbage had
    /// spread.
    private static final List<String> MEMORY_FLAGS =
            List.of("-Xmx8g", "-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    /// The name that selects the second table.
    private static final String MEMORY = "memory";

    /// A task that is nothing but the future that all wait for.
    private static final String BARE = "BARE";

    private static final int SECONDS_A_RUN = 3;

    private WeavingBench() {}

    static void run(Options options) throws Exception {
        List<Weaving> selected = Arrays.stream(Weaving.values())
                .filter(workload -> options.selects(workload.name().toLowerCase(Locale.ROOT)))
                .toList();
        if (selected.isEmpty() && !options.selects(MEMORY)) {
            throw new IllegalArgumentException("no workload of weaving is called %s: only %s, %s"
                    .formatted(
                            String.join(" or ", options.selected()),
                            Arrays.stream(Weaving.values())
                                    .map(workload -> workload.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", ")),
                            MEMORY));
        }
        StringBuilder report = new StringBuilder();
        if (!selected.isEmpty()) {
            report.append(times(selected, options.quick() ? 1 : 3));
        }
        if (options.selects(MEMORY)) {
            report.append(report.isEmpty() ? "" : "\n").append(memory(options.quick() ? 100_000 : 1_000_000));
        }
        options.report("weaving", report.toString());
    }

    // ---- time

    private static Table times(List<Weaving> selected, int rounds) throws Exception {
        System.err.printf("About %d s.%n", selected.size() * rounds * Form.values().length * SECONDS_A_RUN);
        List<String> head = new ArrayList<>(List.of("workload, ns [B]"));
        for (Form form : Form.values()) {
            head.add(form.title());
        }
        Table table = new Table(head.toArray(String[]::new));
        for (Weaving workload : selected) {
            Map<Form, List<Measurement>> measured = new EnumMap<>(Form.class);
            for (int round = 0; round < rounds; round++) {
                for (Form form : Form.values()) {
                    measured.computeIfAbsent(form, _ -> new ArrayList<>()).add(measure(workload, form));
                }
                System.err.printf("%s, round %d%n", workload, round + 1);
            }
            List<String> row = new ArrayList<>(List.of(workload.title()));
            measured.values()
                    .forEach(runs -> row.add("%.1f [%.0f]"
                            .formatted(
                                    Ratios.median(runs, Measurement::nanos), Ratios.median(runs, Measurement::bytes))));
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private static Measurement measure(Weaving workload, Form form) throws Exception {
        try (ChildJvm child = ChildJvm.start(flags(FLAGS, form.name()), Child.class, workload, form)) {
            return Measurement.of(Facts.parse(child.nextLine()));
        }
    }

    private static List<String> flags(List<String> base, String form) {
        List<String> flags = new ArrayList<>(base);
        if (form.equals(Form.CONTINUATION.name())) {
            flags.addAll(Unwoven.FLAGS);
        }
        return flags;
    }

    /// The process that measures one workload in one form.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            try (Workload workload = Weaving.valueOf(arguments[0]).start(Form.valueOf(arguments[1]))) {
                System.out.println(Measurement.of(workload, Weaving.OPERATIONS).toFacts());
            }
        }
    }

    // ---- memory

    private static Table memory(int count) throws Exception {
        Table table = new Table(
                "%,d suspended, 3 locals each".formatted(count),
                "live heap B each",
                "without the task",
                "wanted",
                "RSS B each");
        ProcessFacts bare = eachOf(BARE, count);
        table.row("a task alone", Long.toString(bare.heapBytes()), "", "", Long.toString(bare.rssBytes()));
        for (Form form : Form.values()) {
            ProcessFacts each = eachOf(form.name(), count);
            boolean isTask = form != Form.VIRTUAL_THREAD;
            table.row(
                    form.title(),
                    Long.toString(each.heapBytes()),
                    isTask ? Long.toString(each.heapBytes() - bare.heapBytes()) : "",
                    form == Form.WOVEN ? "48" : "",
                    Long.toString(each.rssBytes()));
        }
        return table;
    }

    /// What one of so many uses.
    private static ProcessFacts eachOf(String form, int count) throws Exception {
        try (ChildJvm child = ChildJvm.start(flags(MEMORY_FLAGS, form), Suspended.class, form, count)) {
            ProcessFacts before = ProcessFacts.of(Facts.parse(child.nextLine()));
            ProcessFacts after = ProcessFacts.of(Facts.parse(child.nextLine()));
            return new ProcessFacts(
                    0,
                    Math.round((double) (after.rssBytes() - before.rssBytes()) / count),
                    Math.round((double) (after.heapBytes() - before.heapBytes()) / count),
                    0,
                    0);
        }
    }
}
