package io.magpie.examples.weaving.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Generates programs, runs them in all modes, and shrinks the first that does not behave the same in each.
final class Differential {

    /// The time it takes to start javac is shared by so many programs.
    private static final int BATCH = 50;
    private static final int SHRINKING = Integer.getInteger("magpie.test.shrinking", 3_000);
    /// What javac writes is not always the same: one batch after the other has these.
    private static final List<List<String>> OPTIONS = List.of(
            List.of("-g"), List.of("-g", "-parameters"), List.of("-g:none"), List.of("-g", "-XDstringConcat=inline"));

    private final List<Mode> modes;
    private final Comparison.Counts counts = new Comparison.Counts();
    private int compared;
    private int refused;
    private int tooBig;
    private String refusal = "none";

    /// Compares the direct run with those in `modes`.
    Differential(Mode... modes) {
        this.modes = List.of(modes);
    }

    /// Runs the programs of the seeds from `first` on; 0 or more.
    ///
    /// @throws AssertionError with a small program, if one behaves differently
    void run(long first, int programs) {
        for (long seed = first; seed < first + programs; ) {
            // Batches have the same seeds in every run, so that a seed alone says with which options it is compiled.
            long batch = seed / BATCH;
            int size = (int) (Math.min((batch + 1) * BATCH, first + programs) - seed);
            runBatch(seed, size, OPTIONS.get((int) (batch % OPTIONS.size())));
            seed += size;
        }
        // javac 25 itself crashes on a few; nothing is proved if it refuses many.
        if (refused + tooBig > 3 + programs / 30) {
            throw new AssertionError(refused + tooBig + " of " + programs + " programs were refused: " + this);
        }
    }

    private void runBatch(long first, int programs, List<String> options) {
        Map<String, Node> sources = new LinkedHashMap<>();
        Map<String, Long> seeds = new LinkedHashMap<>();
        for (long seed = first; seed < first + programs; seed++) {
            String name = "P" + (seed - first);
            sources.put(name, Program.generate(name, seed));
            seeds.put(name, seed);
        }
        compileAndCompare(sources, seeds, options);
    }

    /// If javac refuses one of the programs, it is looked for by halves.
    private void compileAndCompare(Map<String, Node> sources, Map<String, Long> seeds, List<String> options) {
        Compilation.Answer answer = compile(sources, options);
        if (!answer.classes().isEmpty()) {
            compare(verifiable(sources, seeds, answer.classes()), seeds, options, answer.classes());
        } else if (sources.size() == 1) {
            refused++;
            refusal = seeds.get(sources.keySet().iterator().next()) + ": "
                    + answer.messages()
                            .lines()
                            .filter(line -> !line.startsWith("Note"))
                            .limit(2)
                            .toList();
        } else {
            Map<String, Node> half = new LinkedHashMap<>(sources);
            Map<String, Node> rest = new LinkedHashMap<>();
            for (String name : List.copyOf(sources.keySet()).subList(0, sources.size() / 2)) {
                rest.put(name, half.remove(name));
            }
            compileAndCompare(half, seeds, options);
            compileAndCompare(rest, seeds, options);
        }
    }

    /// Without the programs of which javac made what no JVM accepts: 25.0.3 writes wrong stack maps for a few nested
    /// switch expressions with patterns.
    private Map<String, Node> verifiable(
            Map<String, Node> sources, Map<String, Long> seeds, Map<String, byte[]> classes) {
        Map<String, Node> verifiable = new LinkedHashMap<>(sources);
        for (String name : sources.keySet()) {
            List<String> faults = faultsOfJavac(name, classes);
            if (!faults.isEmpty()) {
                verifiable.remove(name);
                refused++;
                refusal = seeds.get(name) + ": "
                        + faults.getFirst().lines().findFirst().orElse("");
            }
        }
        return verifiable;
    }

    private static List<String> faultsOfJavac(String program, Map<String, byte[]> classes) {
        List<String> faults = new ArrayList<>();
        classes.forEach((name, classFile) -> {
            if (name.equals(program) || name.startsWith(program + "$")) {
                faults.addAll(Build.faultsOfJavac(classFile));
            }
        });
        return faults;
    }

    private void compare(
            Map<String, Node> sources, Map<String, Long> seeds, List<String> options, Map<String, byte[]> classes) {
        for (Mode mode : modes) {
            Build build = Build.of(classes, mode);
            sources.forEach((name, program) -> {
                long seed = seeds.get(name);
                String failure = failure(name, build, mode, seed);
                if (failure != null && failure.contains("8000")) {
                    tooBig++; // refused, as it must be
                } else if (failure != null) {
                    report(name, program, mode, seed, options, failure);
                }
            });
        }
        compared += sources.size();
    }

    private static Compilation.Answer compile(Map<String, Node> sources, List<String> options) {
        Map<String, String> texts = new LinkedHashMap<>();
        sources.forEach((name, source) -> texts.put(name, source.toString()));
        List<String> all = new ArrayList<>(options);
        all.add("-nowarn");
        return Compilation.compile(texts, all);
    }

    /// What is wrong with a program: with what became of it, or with what it does.
    private String failure(String name, Build build, Mode mode, long seed) {
        List<String> problems = build.problems(name);
        return problems.isEmpty() ? new Comparison(name, build, mode, counts).difference(seed) : problems.getFirst();
    }

    private void report(String name, Node program, Mode mode, long seed, List<String> options, String failure) {
        String kind = failure.substring(0, failure.indexOf(':'));
        Node small = Shrinker.shrink(program, SHRINKING, candidate -> {
            String found = failureOf(name, candidate, mode, seed, options);
            return found != null && found.startsWith(kind + ":");
        });
        throw new AssertionError("seed " + seed + " (repeat it with -Dmagpie.test.seed=" + seed + "), " + mode
                + ", javac " + options + "\n" + failureOf(name, small, mode, seed, options) + "\n\n" + small);
    }

    private String failureOf(String name, Node program, Mode mode, long seed, List<String> options) {
        Map<String, byte[]> classes = compile(Map.of(name, program), options).classes();
        return classes.isEmpty() || !faultsOfJavac(name, classes).isEmpty()
                ? null
                : failure(name, Build.of(classes, mode), mode, seed);
    }

    @Override
    public String toString() {
        return compared + " programs, direct and " + modes + ": " + counts + "; " + tooBig
                + " with blocks that are too big; " + refused + " refused by javac, the last " + refusal;
    }
}
