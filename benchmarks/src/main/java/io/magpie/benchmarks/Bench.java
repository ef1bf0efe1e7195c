package io.magpie.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.Main;

/// `./run bench`: which benchmark to run.
public final class Bench {

    private static final String USAGE = """
            ./run bench micro [--quick] [--out FILE] [WORKLOAD…]  spawn, yield, ping-pong, timers: ratios to virtual threads
            ./run bench echo  [--quick] [--out FILE] [COUNT…]     64-byte echo at so many connections: CPU, latency
            ./run bench tls   [--quick] [--out FILE] [COUNT…]     the same encrypted, beside Netty's SslHandler: CPU, latency
            ./run bench idle  [--quick] [--out FILE]              idle connections: memory; idle runtimes: CPU
            ./run bench all   [--quick] [--out FILE]              the three above
            ./run bench weaving [--quick] [--out FILE] [WORKLOAD…]  async blocks beside other forms: time, memory
            ./run bench redis [--quick] [--out FILE]              mini-redis beside redis-server: CPU per request
            ./run bench jmh   [JMH's own options]                 the micro workloads and an echo under JMH
            """;

    private Bench() {}

    /// Runs one benchmark.
    ///
    /// @param arguments its name and its options
    /// @throws Exception if it fails
    public static void main(String[] arguments) throws Exception {
        List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? "help" : arguments[0]) {
            case "micro" -> MicroBench.run(Options.parse(rest));
            case "echo" -> EchoBench.run(Options.parse(rest));
            case "tls" -> TlsBench.run(Options.parse(rest));
            case "idle" -> IdleBench.run(Options.parse(rest));
            case "all" -> {
                Options options = Options.parse(rest);
                MicroBench.run(options);
                EchoBench.run(options);
                IdleBench.run(options);
            }
            case "weaving" -> WeavingBench.run(Options.parse(rest));
            case "redis" -> RedisBench.run(Options.parse(rest));
            case "jmh" -> Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            default -> System.out.print(USAGE);
        }
    }
}
