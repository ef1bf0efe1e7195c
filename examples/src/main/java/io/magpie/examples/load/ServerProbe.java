package io.magpie.examples.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Answers a parent's questions about a server process, one a line on standard input: `stats` for what it has used,
/// `collect` for the same after a garbage collection, `rest` when the compiler has come to its rest, too.
public final class ServerProbe {

    private ServerProbe() {}

    /// Answers until standard input ends. Blocks; for the main thread.
    ///
    /// @throws IOException if standard input cannot be read
    /// @throws InterruptedException if interrupted
    public static void answerUntilEnd() throws IOException, InterruptedException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            ProcessFacts facts = switch (line) {
                case "collect" -> ProcessFacts.afterCollection();
                case "rest" -> ProcessFacts.atRest();
                default -> ProcessFacts.now();
            };
            System.out.println(facts.toFacts());
        }
    }
}
