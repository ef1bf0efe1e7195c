package io.magpie.examples.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A [LoadGenerator] as a process of its own. Its argument is the port of a server on this machine; commands come on
/// standard input, one a line:
///
/// | command | answer |
/// |---|---|
/// | `connect N` | `connected connections=N` |
/// | `computing N`: open connections that ask the server to compute | `connected …` |
/// | `once`: one request on each connection | `result …` ([LoadReport]) |
/// | `run MILLIS EVERY_MICROS`: 0 for as fast as answers come | `progress …` twice a second, then `result …` |
/// | `disconnect` | `connected connections=0` |
public final class LoadClient {

    private final LoadGenerator load;

    private LoadClient(LoadGenerator load) {
        this.load = load;
    }

    /// Runs until standard input ends.
    ///
    /// @param arguments the port
    /// @throws IOException if a connection fails, or an answer is wrong
    public static void main(String[] arguments) throws IOException {
        run(Integer.parseInt(arguments[0]), channel -> channel);
    }

    /// Obeys commands until standard input ends.
    ///
    /// @param port of the server
    /// @param wire what lies between requests and socket
    /// @throws IOException if a connection fails, or an answer is wrong
    public static void run(int port, LoadGenerator.Wire wire) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (LoadGenerator load =
                new LoadGenerator(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), wire)) {
            LoadClient client = new LoadClient(load);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(client.answer(line.split(" ", -1)));
            }
        }
    }

    private Facts answer(String[] command) throws IOException {
        return switch (command[0]) {
            case "connect" -> {
                load.connect(Integer.parseInt(command[1]));
                yield connected();
            }
            case "computing" -> {
                load.connectComputing(Integer.parseInt(command[1]));
                yield connected();
            }
            case "disconnect" -> {
                load.disconnect();
                yield connected();
            }
            case "once" -> load.once().toFacts("result");
            case "run" -> {
                Duration length = Duration.ofMillis(Long.parseLong(command[1]));
                Duration every = Duration.ofNanos(Long.parseLong(command[2]) * 1_000);
                yield load.run(length, every, report -> System.out.println(report.toFacts("progress")))
                        .toFacts("result");
            }
            default -> throw new IllegalArgumentException("unknown command: " + String.join(" ", command));
        };
    }

    private Facts connected() {
        return new Facts("connected").with("connections", load.connections());
    }
}
