package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.Row;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/// What the user wants measured.
///
/// @param full everything; else the rows that matter
/// @param quick one short round each, to see that it works: the figures are not to be quoted
/// @param rounds how often each peer has its turn
/// @param only names of workloads, or how they begin up to an underscore: `W1a`, `echo_64`; all if empty
/// @param peers whom to measure; all if empty
/// @param cpus [Row#ALL], [Row#ONE], or both if empty
/// @param connections numbers of them, for echo; all if empty
/// @param name of the file of results, without `.json`
public record Selection(
        boolean full,
        boolean quick,
        int rounds,
        List<String> only,
        List<String> peers,
        String cpus,
        List<String> connections,
        String name) {

    private static final Set<String> WITH_VALUE =
            Set.of("--rounds", "--only", "--peers", "--cpus", "--connections", "--name");

    private static final int ROUNDS = 3;
    private static final int ROUNDS_IF_FULL = 5;

    /// Reads the command line.
    ///
    /// @param arguments after `./run bench`
    /// @return what they say
    /// @throws IllegalArgumentException if they say something unknown
    public static Selection parse(List<String> arguments) {
        boolean full = arguments.contains("--full");
        boolean quick = arguments.contains("--quick");
        int rounds = quick ? 1 : full ? ROUNDS_IF_FULL : ROUNDS;
        List<String> only = List.of();
        List<String> peers = List.of();
        String cpus = "";
        List<String> connections = List.of();
        String name = "results";
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--full") || option.equals("--quick")) {
                continue;
            }
            if (!WITH_VALUE.contains(option)) {
                throw new IllegalArgumentException("no option " + option + ": see ./run bench --help");
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " wants a value: see ./run bench --help");
            }
            String value = arguments.get(++i);
            switch (option) {
                case "--rounds" -> rounds = count(value);
                case "--only" -> only = List.of(value.split(",", -1));
                case "--peers" -> peers = List.of(value.split(",", -1));
                case "--cpus" -> cpus = oneOf(value, Row.ALL, Row.ONE);
                case "--connections" -> connections = List.of(value.split(",", -1));
                case "--name" -> name = value.endsWith(".json") ? value.substring(0, value.length() - 5) : value;
                default -> throw new AssertionError(option);
            }
        }
        return new Selection(full, quick, rounds, only, peers, cpus, connections, name);
    }

    /// Checks that everything named is there: what is misspelt shall not be left out in silence.
    ///
    /// @param all the rows of a full run
    /// @throws IllegalArgumentException if a workload or a peer is in none of them
    public void requireKnown(Collection<Row> all) {
        requireKnown("workload", only, all.stream().map(Row::workload).toList(), Selection::isCalled);
        requireKnown("peer", peers, all.stream().map(Row::peer).toList(), String::equals);
    }

    private static void requireKnown(
            String what, List<String> names, List<String> all, BiPredicate<String, String> isCalled) {
        for (String name : names) {
            if (all.stream().noneMatch(one -> isCalled.test(one, name))) {
                throw new IllegalArgumentException("no %s '%s': only %s"
                        .formatted(what, name, all.stream().distinct().collect(Collectors.joining(", "))));
            }
        }
    }

    /// Whether a workload is wanted.
    ///
    /// @param workload its whole name
    /// @return true also if nothing was named
    public boolean selects(String workload) {
        return only.isEmpty() || only.stream().anyMatch(name -> isCalled(workload, name));
    }

    private static boolean isCalled(String workload, String name) {
        String whole = workload.toLowerCase(Locale.ROOT);
        String begin = name.toLowerCase(Locale.ROOT);
        return whole.equals(begin) || whole.startsWith(begin + "_");
    }

    /// Whether a workload was asked for by name: it is measured even if it is not among the rows that matter.
    ///
    /// @param workload its whole name
    /// @return false if nothing was named
    public boolean names(String workload) {
        return !only.isEmpty() && selects(workload);
    }

    /// Whether a peer is wanted.
    ///
    /// @param peer its name
    /// @return true also if no peer was named
    public boolean selectsPeer(String peer) {
        return peers.isEmpty() || peers.contains(peer);
    }

    /// Whether a setting of processors is wanted.
    ///
    /// @param setting [Row#ALL] or [Row#ONE]
    /// @return true also if none was named
    public boolean selectsCpus(String setting) {
        return cpus.isEmpty() || cpus.equals(setting);
    }

    /// Whether a number of connections is wanted.
    ///
    /// @param count of them
    /// @return true also if none was named
    public boolean selectsConnections(int count) {
        return connections.isEmpty() || connections.contains(Integer.toString(count));
    }

    private static int count(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("--rounds wants a number from 1 to 9999, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static String oneOf(String value, String first, String second) {
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException("--cpus wants " + first + " or " + second + ", not " + value);
        }
        return value;
    }
}
