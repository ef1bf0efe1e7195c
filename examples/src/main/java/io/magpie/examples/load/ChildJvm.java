package io.magpie.examples.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Another JVM with the class path of this one, that is talked to in lines. It ends at the latest when this JVM does.
public final class ChildJvm implements AutoCloseable {

    private static final long ANSWER_SECONDS = 120;
    private static final long EXIT_SECONDS = 10;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    private final PrintStream input;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(); // empty at the end

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /// Starts a JVM.
    ///
    /// @param flags for the JVM
    /// @param main the class to run, on the class path or module path of this JVM
    /// @param arguments for its `main`
    /// @return the running JVM
    /// @throws IOException if it cannot be started
    public static ChildJvm start(List<String> flags, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--enable-native-access")
                    || flag.startsWith("--sun-misc") // without it Netty does without `Unsafe`, and is slower
                    || flag.startsWith("-Dmagpie.")) {
                command.add(flag);
            }
        }
        command.addAll(whereToFind(main));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ALIVE.add(process);
        ChildJvm child = new ChildJvm(main.getSimpleName(), process);
        Thread.ofPlatform().daemon().name("reads-" + child.name).start(child::readLines);
        return child;
    }

    /// Sends a command, and waits for the line that answers it.
    ///
    /// @param command the command
    /// @param answer the name of the line that answers
    /// @return the answer
    /// @throws IOException if the child ended, or does not answer
    /// @throws InterruptedException if interrupted while waiting
    public Facts ask(String command, String answer) throws IOException, InterruptedException {
        return ask(command, answer, _ -> {});
    }

    /// As [#ask(String, String)], looking at the lines that come before.
    ///
    /// @param command the command
    /// @param answer the name of the line that answers
    /// @param others told each line that comes before the answer
    /// @return the answer
    /// @throws IOException if the child ended, or does not answer
    /// @throws InterruptedException if interrupted while waiting
    public Facts ask(String command, String answer, Consumer<Facts> others) throws IOException, InterruptedException {
        input.println(command);
        while (true) {
            Facts facts = Facts.parse(nextLine());
            if (facts.name().equals(answer)) {
                return facts;
            }
            others.accept(facts);
        }
    }

    /// Waits for the child's next line.
    ///
    /// @return the line
    /// @throws IOException if the child ended, or says nothing
    /// @throws InterruptedException if interrupted while waiting
    public String nextLine() throws IOException, InterruptedException {
        Optional<String> line = lines.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new IOException(name + " has said nothing for " + ANSWER_SECONDS + " s");
        }
        if (line.isEmpty()) {
            lines.add(line); // for the next who asks
            throw new IOException(name + " has ended with exit value " + process.waitFor());
        }
        return line.get();
    }

    /// The child's process.
    ///
    /// @return its handle
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Waits for the child to end by itself.
    ///
    /// @return its exit value; null if it still runs after ten seconds
    /// @throws InterruptedException if interrupted while waiting
    public @Nullable Integer exitValue() throws InterruptedException {
        return process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : null;
    }

    /// Ends the child's input, which ends the child; by force after ten seconds.
    @Override
    public void close() {
        input.close();
        try {
            if (exitValue() == null) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            ALIVE.remove(process);
        }
    }

    private void readLines() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            System.err.println(name + ": " + e);
        }
        lines.add(Optional.empty());
    }

    private static List<String> whereToFind(Class<?> main) {
        String modulePath = System.getProperty("jdk.module.path");
        if (main.getModule().isNamed() && modulePath != null) {
            return List.of(
                    "--module-path", modulePath, "--module", main.getModule().getName() + "/" + main.getName());
        }
        return List.of("-cp", System.getProperty("java.class.path"), main.getName());
    }
}
