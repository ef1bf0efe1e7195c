package io.magpie.benchmarks.echo;

import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ProcessFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The load as a process of its own: one thread, the same for all servers. Commands come on standard input, one a line:
///
/// | command | answer |
/// |---|---|
/// | `connect N` | `connected connections=N` |
/// | `disconnect` | `connected connections=0` |
/// | `once`: one request on each connection | `result …` ([EchoReport]) |
/// | `closed MILLIS` | `result …` |
/// | `open MILLIS RATE`: requests a second of all connections together | `result …` |
/// | `stats` | `stats …` ([ProcessFacts]) of this process |
final class EchoClient {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SocketWire wire;
    private final EchoLoad load;

    private EchoClient(SocketWire wire) {
        this.wire = wire;
        this.load = new EchoLoad(wire, System::nanoTime, PATIENCE_NANOS);
    }

    /// Obeys commands until standard input ends.
    ///
    /// @param arguments the port of a server on this machine; the bytes of a message
    /// @throws IOException if a connection fails, or an answer is wrong
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SocketWire wire = new SocketWire(server, Integer.parseInt(arguments[1]))) {
            EchoClient client = new EchoClient(wire);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(client.answer(line.split(" ", -1)));
            }
        }
    }

    private Facts answer(String[] command) throws IOException {
        return switch (command[0]) {
            case "connect" -> {
                wire.connect(Integer.parseInt(command[1]));
                yield connected();
            }
            case "disconnect" -> {
                wire.disconnect();
                yield connected();
            }
            case "once" -> load.closed(0).toFacts();
            case "closed" -> load.closed(nanos(command[1])).toFacts();
            case "open" ->
                load.open(nanos(command[1]), Double.parseDouble(command[2])).toFacts();
            case "stats" -> ProcessFacts.now().toFacts();
            default -> throw new IllegalArgumentException("unknown command: " + String.join(" ", command));
        };
    }

    private static long nanos(String millis) {
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis));
    }

    private Facts connected() {
        return new Facts("connected").with("connections", wire.connections());
    }
}
