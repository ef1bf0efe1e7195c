package io.magpie.benchmarks;

import io.magpie.benchmarks.Catalogue.Contender;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// `./run bench micro`: the workloads of the [Catalogue], each contender in a process of its own, one right after the
/// other; a table of medians and ratios.
final class MicroBench {

    private static final List<String> FLAGS = List.of("-Xmx4g");
    private static final int SECONDS_A_ROUND = 6;

    private MicroBench() {}

    static void run(Options options) throws Exception {
        int rounds = options.quick() ? 1 : 5;
        List<Catalogue> selected = Arrays.stream(Catalogue.values())
                .filter(workload -> options.selects(workload.name().toLowerCase(Locale.ROOT)))
                .toList();
        System.err.printf("About %d s; rounds: %d.%n", selected.size() * rounds * SECONDS_A_ROUND, rounds);
        Table table = new Table(
                "workload", "Magpie ns", "virtual threads ns", "ratio", "wanted", "CPU ratio", "Magpie B", "virtual B");
        for (Catalogue workload : selected) {
            Ratios times = new Ratios();
            Ratios cpu = new Ratios();
            Ratios bytes = new Ratios();
            for (int round = 0; round < rounds; round++) {
                // Who is first changes, so that a machine that slows down or speeds up favours nobody.
                boolean magpieFirst = round % 2 == 0;
                Measurement first = measure(workload, magpieFirst ? Contender.MAGPIE : Contender.VIRTUAL_THREADS);
                Measurement second = measure(workload, magpieFirst ? Contender.VIRTUAL_THREADS : Contender.MAGPIE);
                Measurement magpie = magpieFirst ? first : second;
                Measurement virtual = magpieFirst ? second : first;
                times.add(magpie.nanos(), virtual.nanos());
                cpu.add(magpie.cpuNanos(), virtual.cpuNanos());
                bytes.add(magpie.bytes(), virtual.bytes());
                System.err.printf(
                        "%s, round %d: %.1f ns, %.1f ns%n", workload, round + 1, magpie.nanos(), virtual.nanos());
            }
            table.row(
                    workload.title(),
                    "%.1f".formatted(times.ours()),
                    "%.1f".formatted(times.theirs()),
                    times.describe(),
                    Double.isNaN(workload.wantedRatio()) ? "" : "%.2f".formatted(workload.wantedRatio()),
                    "%.2f".formatted(cpu.ratio()),
                    "%.1f".formatted(bytes.ours()),
                    "%.1f".formatted(bytes.theirs()));
        }
        options.report("micro", table.toString());
    }

    private static Measurement measure(Catalogue workload, Contender contender) throws Exception {
        try (ChildJvm child = ChildJvm.start(FLAGS, Child.class, workload, contender)) {
            return Measurement.of(Facts.parse(child.nextLine()));
        }
    }

    /// The process that measures one workload on one contender.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Catalogue catalogued = Catalogue.valueOf(arguments[0]);
            try (Workload workload = catalogued.start(Contender.valueOf(arguments[1]))) {
                System.out.println(
                        Measurement.of(workload, catalogued.operations()).toFacts());
            }
        }
    }
}
