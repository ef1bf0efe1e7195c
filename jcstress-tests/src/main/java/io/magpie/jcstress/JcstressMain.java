package io.magpie.jcstress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/// Runs jcstress, then checks that every test that was asked for did run, and passed.
///
/// The check is needed because jcstress leaves out, without failing, a test with more actors than
/// the machine has CPUs. Such a test has a name that ends in `3Actors`, stands beside a variant with two
/// actors, and may be left out on a small machine; any other that is missing fails the run. The
/// command line is that of jcstress.
public final class JcstressMain {
    private static final String MAY_BE_LEFT_OUT = "3Actors";

    private JcstressMain() {}

    public static void main(String[] args) throws Exception {
        var options = new Options(args);
        if (!options.parse()) {
            System.exit(1);
        }
        var jcstress = new JCStress(options);
        if (options.shouldList()) {
            jcstress.getTests().forEach(System.out::println);
            return;
        }
        String failure = run(jcstress);
        List<String> problems = problems(jcstress.getTests(), results(options));
        if (failure != null && problems.isEmpty()) {
            problems = List.of(failure);
        }
        if (!problems.isEmpty()) {
            System.out.println("jcstress: FAILED");
            problems.forEach(problem -> System.out.println("  " + problem));
            System.exit(1);
        }
    }

    private static String run(JCStress jcstress) throws Exception {
        try {
            jcstress.run();
            return null;
        } catch (AssertionError e) { // how jcstress reports that a test failed
            return String.valueOf(e.getMessage());
        }
    }

    private static Collection<TestResult> results(Options options) throws Exception {
        var collector = new InProcessCollector();
        var reader = new DiskReadCollector(options.getResultFile(), collector);
        reader.dump();
        reader.close();
        return collector.getTestResults();
    }

    private static List<String> problems(SortedSet<String> asked, Collection<TestResult> results) {
        var problems = new ArrayList<String>();
        if (asked.isEmpty()) {
            problems.add("no test matches the filter");
        }
        results.stream().filter(result -> !hasPassed(result)).forEach(result -> problems.add(describe(result)));
        checkEveryTestRan(asked, results, problems);
        return problems;
    }

    private static boolean hasPassed(TestResult result) {
        return result.status() == Status.NORMAL && result.grading().isPassed;
    }

    private static String describe(TestResult result) {
        return result.getName() + ": " + result.status() + " " + result.grading().failureMessages;
    }

    /// Tests with equally many actors are run in equally many configurations: a lower number means lost results.
    private static void checkEveryTestRan(
            SortedSet<String> asked, Collection<TestResult> results, List<String> problems) {
        Map<String, Long> ran =
                results.stream().collect(Collectors.groupingBy(TestResult::getName, Collectors.counting()));
        Map<Integer, Set<String>> byActors = asked.stream()
                .collect(Collectors.groupingBy(test -> TestList.getInfo(test).threads(), Collectors.toSet()));
        int leftOut = 0;
        for (var group : byActors.entrySet()) {
            long planned = group.getValue().stream()
                    .mapToLong(test -> ran.getOrDefault(test, 0L))
                    .max()
                    .orElse(0);
            for (String test : group.getValue()) {
                long count = ran.getOrDefault(test, 0L);
                if (group.getKey() > 2 && !test.endsWith(MAY_BE_LEFT_OUT)) {
                    problems.add(
                            test + ": has " + group.getKey() + " actors, so its name must end in " + MAY_BE_LEFT_OUT);
                } else if (count == 0 && group.getKey() > Runtime.getRuntime().availableProcessors()) {
                    System.out.println("jcstress: left out, it needs " + group.getKey() + " CPUs: " + test);
                    leftOut++;
                } else if (count == 0 || count < planned) {
                    problems.add(test + ": " + count + " results instead of " + Math.max(planned, 1));
                }
            }
        }
        System.out.printf(
                "jcstress: %d of %d tests ran, %d left out for want of CPUs, %d results%n",
                ran.size(), asked.size(), leftOut, results.size());
    }
}
