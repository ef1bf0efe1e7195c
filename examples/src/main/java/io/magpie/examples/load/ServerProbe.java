package io.magpie.examples.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Answers a parent's questions about a server process, one a line on standard input: `stats` for what it has used,
/// `collect` for the same after a garbage collection.
public final class ServerProbe {

    private ServerProbe() {}

    /// Answers until standard input ends. Blocks; for the main thread.
    ///
    /// @throws IOException if standard input cannot be read
    public static void answerUntilEnd() throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            ProcessFacts facts = line.equals("collect") ? ProcessFacts.afterCollection() : ProcessFacts.now();
            System.out.println(facts.toFacts());
        }
    }
}
