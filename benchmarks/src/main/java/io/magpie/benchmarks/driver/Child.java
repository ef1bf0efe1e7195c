package io.magpie.benchmarks.driver;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Another JVM with the class path of this one, which measures one round, prints it or why it failed, and ends. It ends at
/// the latest when this JVM does.
public final class Child {

    private static final Gson GSON = new Gson();
    private static final String ROUND = "round ";
    private static final String FAILURE = "failure ";
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private Child() {}

    /// Lets `main` measure.
    ///
    /// @param cpus on how many processors: see [Processors]
    /// @param flags for the JVM
    /// @param limit after which the JVM is killed
    /// @param main the class to run, which calls [#answer]
    /// @param arguments for its `main`
    /// @return what it printed
    /// @throws DidNotFinishException if it was killed
    /// @throws ChildFailedException if it failed, or had a wrong result
    /// @throws IOException if it could not be started, or ended without an answer
    /// @throws InterruptedException if interrupted while waiting
    public static Trial.Round measure(
            String cpus, List<String> flags, Duration limit, Class<?> main, Object... arguments)
            throws DidNotFinishException, ChildFailedException, IOException, InterruptedException {
        return measure(System.getProperty("java.class.path"), cpus, flags, limit, main, arguments);
    }

    /// Lets `main` measure, on another class path than this JVM's.
    ///
    /// @param classPath for the JVM
    /// @param cpus on how many processors: see [Processors]
    /// @param flags for the JVM
    /// @param limit after which the JVM is killed
    /// @param main the class to run, which calls [#answer]
    /// @param arguments for its `main`
    /// @return what it printed
    /// @throws DidNotFinishException if it was killed
    /// @throws ChildFailedException if it failed, or had a wrong result
    /// @throws IOException if it could not be started, or ended without an answer
    /// @throws InterruptedException if interrupted while waiting
    public static Trial.Round measure(
            String classPath, String cpus, List<String> flags, Duration limit, Class<?> main, Object... arguments)
            throws DidNotFinishException, ChildFailedException, IOException, InterruptedException {
        List<String> command = new ArrayList<>(Processors.prefix(cpus));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--enable-native-access")
                    || flag.startsWith("--sun-misc")
                    || flag.startsWith("-Dmagpie.")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", classPath, main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ALIVE.add(process);
        try {
            var printed = new CompletableFuture<@Nullable String>();
            Thread.ofPlatform().daemon().start(() -> readAnswer(process, printed));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DidNotFinishException("DNF: killed after " + limit.toSeconds() + " s");
            }
            String answer = printed.join();
            if (answer == null) {
                throw new IOException("%s %s ended with exit value %d and without a figure; its messages are above"
                        .formatted(main.getSimpleName(), List.of(arguments), process.exitValue()));
            }
            if (answer.startsWith(FAILURE)) {
                throw new ChildFailedException(GSON.fromJson(answer.substring(FAILURE.length()), String.class));
            }
            return GSON.fromJson(answer.substring(ROUND.length()), Trial.Round.class);
        } finally {
            process.destroyForcibly().waitFor();
            ALIVE.remove(process);
        }
    }

    /// Measures in the JVM that [#measure] has started, tells what was found, and ends that JVM with all that still runs
    /// in it. Whatever fails meanwhile in a thread of its own fails the measurement at once: what a detached task was to
    /// do would be waited for in vain.
    ///
    /// @param measurement run on the calling thread
    public static void answer(Callable<Trial.Round> measurement) {
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> fail(failure));
        try {
            end(ROUND + GSON.toJson(measurement.call()), 0);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private static void fail(Throwable failure) {
        failure.printStackTrace();
        String message = failure.getMessage();
        boolean isCheck = failure instanceof AssertionError && message != null;
        end(FAILURE + GSON.toJson(isCheck ? message : failure.toString()), 1);
    }

    /// Only the first answer counts: a task may fail while the round is being told.
    private static synchronized void end(String answer, int exitValue) {
        System.out.println(answer);
        System.out.flush();
        Runtime.getRuntime().halt(exitValue);
    }

    private static void readAnswer(Process process, CompletableFuture<@Nullable String> printed) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ROUND) || line.startsWith(FAILURE)) {
                    printed.complete(line);
                } else {
                    System.err.println(line);
                }
            }
        } catch (IOException e) {
            System.err.println("What a child prints cannot be read: " + e);
        } finally {
            printed.complete(null);
        }
    }
}
