package io.magpie.benchmarks;

import io.magpie.benchmarks.driver.Driver;
import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Progress;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Suites;
import io.magpie.benchmarks.driver.Summary;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.echo.EchoProfile;
import io.magpie.benchmarks.guard.Guard;
import io.magpie.benchmarks.report.Commands;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;

/// `./run bench`: which benchmark to run.
public final class Bench {

    private static final String USAGE = """
            ./run bench               the rows that matter, beside other runtimes: ten minutes on two processors
            ./run bench --full        everything: all workloads, peers and settings; about two hours
              --only W1a,W3b,echo_64  these workloads, matter or not
              --peers magpie,kotlin   these peers: magpie, magpie-by-hand, virtual-threads, forkjoin, kotlin, …
              --cpus all|one          only free on all processors, or only pinned to one
              --connections 1,10000   echo at these numbers of connections
              --rounds N              how often each peer has its turn: 3, with --full 5
              --quick                 one short round: to see that it works; the figures are not to be quoted
              --name NAME             results go to target/bench/NAME.json, not to results.json
            ./run bench echo [--full …]   echo at 1 to 10,000 connections, and latency at a constant rate
            ./run bench idle [--full …]   memory of idle connections; what the threads of an idle server do
            ./run bench profile [PEER [CONNECTIONS [BYTES]]]  where the CPU of an echo server goes, by async-profiler
            ./run bench list          the workloads

            ./run bench tls   [--quick] [--out FILE] [COUNT…]     TLS echo beside Netty's SslHandler: CPU, latency
            ./run bench weaving [--quick] [--out FILE] [WORKLOAD…]  async blocks beside other forms: time, memory
            ./run bench redis [--quick] [--out FILE]              mini-redis beside redis-server: CPU per request
            ./run bench guard [--record]                          bytes and polls of operations, beside recorded values
            ./run bench jmh   [JMH's own options]                 workloads and an echo under JMH
            """;

    private static final Path RESULTS = Path.of("target", "bench");

    private Bench() {}

    /// Runs benchmarks. Ends with 2 if it was called wrongly, or a file cannot be read or written; with 1 if a peer failed.
    ///
    /// @param arguments the name of one, or options
    /// @throws Exception if it fails
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT); // tables go into documents: 0.34, wherever they were made
        try {
            run(arguments);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("./run bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        List<String> rest = all.subList(Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? "--rounds" : arguments[0]) {
            case "echo" -> drive(concat(List.of("--only", "echo_64,echo_16k"), rest));
            case "tls" -> TlsBench.run(Options.parse(rest));
            case "idle" -> drive(concat(List.of("--only", "idle_connections"), rest));
            case "profile" -> EchoProfile.run(rest);
            case "weaving" -> WeavingBench.run(Options.parse(rest));
            case "redis" -> RedisBench.run(Options.parse(rest));
            case "jmh" -> Main.main(rest.toArray(String[]::new));
            case "list" -> list();
            case "report" -> Commands.report(rest);
            case "png" -> Commands.pictures(rest);
            case "table" -> Commands.table(rest);
            case "--compare" -> Commands.compare(rest);
            case "guard" -> Guard.run(rest);
            case "-h", "--help", "help" -> System.out.print(USAGE + Commands.USAGE);
            case String option when option.startsWith("--") -> drive(all);
            case String name -> {
                System.err.printf("./run bench has no %s.%n%s%s", name, USAGE, Commands.USAGE);
                System.exit(2);
            }
        }
    }

    private static void drive(List<String> arguments) throws Exception {
        Selection selection = Selection.parse(arguments);
        selection.requireKnown(everyRow());
        List<Experiment> experiments = Driver.plan(selection, Suites.all());
        if (experiments.isEmpty()) {
            throw new IllegalArgumentException("nothing has all that was asked for: see ./run bench list");
        }
        Path file = RESULTS.resolve(selection.name() + ".json");
        Driver driver = new Driver(
                String.join(" ", concat(List.of("./run bench"), arguments)),
                experiments,
                selection.rounds(),
                file,
                new Progress(
                        System.err, System.console() != null && System.console().isTerminal()));
        Run run = driver.run();
        System.out.println(Summary.of(run));
        System.out.println("Results: " + file);
        Commands.report(List.of(file.toString()));
        if (driver.hasFailed()) {
            System.exit(1);
        }
    }

    private static List<String> concat(List<String> first, List<String> others) {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    private static void list() throws Exception {
        Table table = new Table("workload", "one operation", "peers");
        Map<String, Set<String>> peers = new LinkedHashMap<>();
        Map<String, String> titles = new HashMap<>();
        for (Row row : everyRow()) {
            titles.put(row.workload(), row.title());
            peers.computeIfAbsent(row.workload(), _ -> new LinkedHashSet<>()).add(row.peer());
        }
        peers.forEach((workload, who) -> table.row(workload, titles.get(workload), String.join(" ", who)));
        System.out.print(table);
    }

    private static List<Row> everyRow() throws Exception {
        return Driver.plan(Selection.parse(List.of("--full")), Suites.all()).stream()
                .flatMap(experiment -> experiment.trials().stream())
                .map(Trial::row)
                .toList();
    }
}
