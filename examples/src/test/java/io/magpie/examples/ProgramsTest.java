package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The programs of `./run`, in a small form.
class ProgramsTest {

    @Test
    void theDemo_printsBothTables() throws Exception {
        assertThat(outputOf(Demo.class, "--connections", 50, "--seconds", 0.2))
                .anyMatch(line -> line.startsWith("50 connections echo 64 bytes each"))
                .anyMatch(line -> line.matches("requests/s +[0-9,]+ +[0-9,]+ +[0-9.]+"))
                .anyMatch(line -> line.startsWith("p99.9, ms"))
                .anyMatch(line -> line.startsWith("server CPU per request"))
                .anyMatch(line -> line.startsWith("memory per idle connection"))
                .anyMatch(line -> line.startsWith("platform threads"))
                .anyMatch(line -> line.matches("(  server CPU per GET, µs +[0-9.]+ +[0-9.]+ +[0-9.]+)"
                        + "|To compare with Redis, install what is missing: apt-get install .*"))
                .anyMatch(line -> line.matches("Magpie, in the handler( +[0-9.]+){8}"))
                .anyMatch(line -> line.matches("Magpie, spawnCompute( +[0-9.]+){8}"))
                .anyMatch(line -> line.matches("virtual threads, in the handler( +[0-9.]+){8}"))
                .anyMatch(line -> line.matches("virtual threads, platform pool( +[0-9.]+){8}"));
    }

    @Test
    void theBlockingExample_printsALineForEachPlace() throws Exception {
        assertThat(outputOf(BlockingExample.class, "--seconds", 0.1))
                .anyMatch(line -> line.matches("one loop, in a task( +[0-9.]+){6}"))
                .anyMatch(line -> line.matches("two loops, each in a task( +[0-9.]+){6}"))
                .anyMatch(line -> line.matches("two loops, each in a blocking job( +[0-9.]+){6}"))
                .anyMatch(line -> line.matches("two loops, each in a compute job( +[0-9.]+){6}"));
    }

    private static List<String> outputOf(Class<?> program, Object... arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(List.of(), program, arguments)) {
            try {
                while (true) {
                    lines.add(child.nextLine());
                }
            } catch (IOException ended) {
                assertThat(ended).hasMessageEndingWith("has ended with exit value 0");
            }
        }
        return lines;
    }
}
