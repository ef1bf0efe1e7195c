package io.magpie.benchmarks.echo;

import com.sun.tools.attach.VirtualMachine;
import io.magpie.benchmarks.Table;
import io.magpie.benchmarks.results.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `./run bench profile [PEER [CONNECTIONS [BYTES]]]`: where the processor time of an echo server goes, by async-profiler,
/// which is attached when the server has warmed up. The stacks are left in `target/bench/PEER-CONNECTIONS-BYTES.txt`.
///
/// The kernel's part is told apart only if `perf_event_open` is allowed; else it counts for the call that led there.
public final class EchoProfile {

    private static final List<String> FLAGS =
            List.of("-XX:+EnableDynamicAgentLoading", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);
    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final String INTERVAL = "500us";

    private EchoProfile() {}

    /// Profiles one server, and prints a table.
    ///
    /// @param arguments the peer's name in results; connections; bytes of a message. `magpie 64 64` if left out
    /// @throws Exception if there is no profiler for this machine, or the server fails
    public static void run(List<String> arguments) throws Exception {
        EchoPeer peer = peer(arguments.isEmpty() ? EchoPeer.MAGPIE.key : arguments.getFirst());
        int connections = arguments.size() < 2 ? 64 : Integer.parseInt(arguments.get(1));
        int bytes = arguments.size() < 3 ? EchoCell.SMALL : Integer.parseInt(arguments.get(2));
        Path stacks = Path.of("target", "bench", "%s-%d-%d.txt".formatted(peer.key, connections, bytes));
        Files.createDirectories(stacks.getParent());

        try (EchoSession session = EchoSession.start(peer, bytes, Row.ALL, FLAGS)) {
            session.connect(connections);
            session.warmUp(WARM_UP, LONGEST_WARM_UP);
            VirtualMachine server = VirtualMachine.attach(Long.toString(session.serverId()));
            String library = library().toString();
            String file = ",log=/dev/null,file=" + stacks.toAbsolutePath();
            String start = "start,event=cpu,interval=" + INTERVAL + file;
            server.loadAgentPath(library, start);
            session.warmUp(WARM_UP, LONGEST_WARM_UP); // an agent that is attached makes the compiler begin again
            server.loadAgentPath(library, "stop" + file);
            server.loadAgentPath(library, start);
            EchoReport report = session.measure(new EchoLoop.Closed(), LENGTH);
            server.loadAgentPath(library, "stop,collapsed" + file);
            server.detach();

            Map<String, Double> figures = session.figures(report);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d connections, %,d bytes: %.2f µs CPU a request, %.0f requests/s, %.1f bytes allocated%n%n",
                    peer.key,
                    connections,
                    bytes,
                    figures.get(Row.CPU) / 1e3,
                    figures.get("rate"),
                    figures.get(Row.BYTES));
            System.out.println(table(Profile.of(Files.readAllLines(stacks)), figures.get(Row.CPU) / 1e3));
            System.out.println("Stacks: " + stacks);
        }
    }

    private static Table table(Profile profile, double micros) {
        Table table = new Table("part", "share", "µs/request");
        for (Profile.Part part : Profile.Part.values()) {
            double share = profile.share(part);
            if (share > 0) {
                table.row(
                        part.title,
                        String.format(Locale.ROOT, "%.1f %%", share * 100),
                        String.format(Locale.ROOT, "%.2f", share * micros));
            }
        }
        return table;
    }

    private static EchoPeer peer(String key) {
        return Arrays.stream(EchoPeer.values())
                .filter(peer -> peer.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no echo server named " + key + ": there are "
                        + Arrays.stream(EchoPeer.values()).map(peer -> peer.key).toList()));
    }

    /// The profiler's library for this machine, out of its jar.
    private static Path library() throws IOException {
        String name = platform() + "/libasyncProfiler.so";
        try (@Nullable InputStream packed = EchoProfile.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                throw new IOException("async-profiler has no library for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch"));
            }
            Path library = Files.createTempFile("libasyncProfiler", ".so");
            library.toFile().deleteOnExit();
            Files.write(library, packed.readAllBytes());
            return library;
        }
    }

    private static String platform() {
        return switch (System.getProperty("os.name")) {
            case "Linux" -> System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
            case "Mac OS X" -> "macos";
            default -> "none";
        };
    }
}
