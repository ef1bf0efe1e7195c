package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.ResultsFile;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Measures what was planned, and keeps the file of results up to date, so that an interrupted run still has them.
public final class Driver {

    private final Path file;
    private final Progress progress;
    private final List<Experiment> experiments;
    private final List<Row> rows = new ArrayList<>();
    private final Run head;
    private final int wantedRounds;
    private boolean failed;

    /// A driver of one run.
    ///
    /// @param command that the user typed, for the results
    /// @param experiments in the order of measuring
    /// @param rounds how often each peer has its turn
    /// @param file of the results
    /// @param progress told what happens
    public Driver(String command, List<Experiment> experiments, int rounds, Path file, Progress progress) {
        this.experiments = List.copyOf(experiments);
        this.wantedRounds = rounds;
        this.file = file;
        this.progress = progress;
        this.head = new Run(
                Run.FORMAT,
                command,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Host.facts(),
                List.of());
    }

    /// Plans what `selection` wants of `suites`.
    ///
    /// @param selection of the user
    /// @param suites that may have it
    /// @return experiments with at least one trial each
    /// @throws Exception if a suite cannot plan
    public static List<Experiment> plan(Selection selection, List<Suite> suites) throws Exception {
        List<Experiment> experiments = new ArrayList<>();
        for (Suite suite : suites) {
            experiments.addAll(suite.plan(selection));
        }
        experiments.removeIf(experiment -> experiment.trials().isEmpty());
        return experiments;
    }

    /// Measures everything.
    ///
    /// @return the results, which are in the file, too
    /// @throws IOException if the file cannot be written; mostly before anything was measured
    /// @throws InterruptedException if interrupted
    public Run run() throws IOException, InterruptedException {
        ResultsFile.requireWritable(file);
        progress.begin(expected(experiments, wantedRounds));
        for (Experiment experiment : experiments) {
            run(experiment);
        }
        progress.end();
        ResultsFile.write(results(), file);
        return results();
    }

    /// Whether a peer failed, or had a wrong result. Not to finish is no failure.
    ///
    /// @return after [#run]
    public boolean hasFailed() {
        return failed;
    }

    private Run results() {
        return head.with(rows);
    }

    /// How long experiments take.
    ///
    /// @param experiments all of them
    /// @param wantedRounds how often each peer has its turn, if none wants fewer
    /// @return an estimate
    public static Duration expected(List<Experiment> experiments, int wantedRounds) {
        Duration all = Duration.ZERO;
        for (Experiment experiment : experiments) {
            for (Trial trial : experiment.trials()) {
                all = all.plus(trial.expected().multipliedBy(rounds(wantedRounds, experiment, trial)));
            }
        }
        return all;
    }

    private static int rounds(int wanted, Experiment experiment, Trial trial) {
        return Math.min(wanted, Math.min(experiment.mostRounds(), trial.mostRounds()));
    }

    /// Each round begins with another peer, and goes on in turn.
    private void run(Experiment experiment) throws IOException, InterruptedException {
        List<? extends Trial> trials = experiment.trials();
        int first = rows.size();
        trials.forEach(trial -> rows.add(trial.row()));
        boolean[] givenUp = new boolean[trials.size()];
        int most = trials.stream()
                .mapToInt(trial -> rounds(wantedRounds, experiment, trial))
                .max()
                .orElse(0);
        for (int round = 0; round < most; round++) {
            for (int turn = 0; turn < trials.size(); turn++) {
                int who = (round + turn) % trials.size();
                Trial trial = trials.get(who);
                int rounds = rounds(wantedRounds, experiment, trial);
                if (round >= rounds) {
                    continue;
                }
                if (givenUp[who]) {
                    progress.skip(trial.expected());
                } else {
                    progress.next(rows.get(first + who), round + 1, rounds, trial.expected());
                    givenUp[who] = !measure(trial, first + who);
                }
            }
            ResultsFile.write(results(), file);
        }
        progress.measured(results(), rows.subList(first, rows.size()));
    }

    /// Returns false if the trial is not to be tried again.
    private boolean measure(Trial trial, int index) throws InterruptedException {
        Row row = rows.get(index);
        try {
            Trial.Round round = trial.measure();
            rows.set(index, row.with(round.figures(), round.latency()));
            return true;
        } catch (DidNotFinishException e) {
            rows.set(index, row.unfinished(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // an error, too, is of this trial only: the others go on
            failed = true;
            rows.set(index, row.failed(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
        return false;
    }
}
