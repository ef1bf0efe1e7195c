package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatServerTest {

    /// Somebody with a terminal.
    private static final class Person implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader lines;

        Person(int port) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(60_000);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        static Person named(String name, int port) throws IOException {
            Person person = new Person(port);
            person.reads("* What is your name?");
            person.says(name);
            assertThat(person.lines.readLine()).startsWith("* Here are: ");
            return person;
        }

        void says(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        void reads(String... expected) throws IOException {
            for (String line : expected) {
                assertThat(lines.readLine()).isEqualTo(line);
            }
        }

        /// Reads until a line comes.
        void awaits(String expected) throws IOException {
            String line;
            do {
                line = lines.readLine();
                assertThat(line).as("before \"" + expected + "\"").isNotNull();
            } while (!line.equals(expected));
        }

        void readsTheEnd() throws IOException {
            assertThat(lines.readLine()).isNull();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whatOneSays_reachesAll_inTheSameOrder() throws Exception {
        try (ChatServer server = ChatServer.start(0);
                Person anna = Person.named("anna", server.port());
                Person bert = Person.named("bert", server.port())) {
            anna.reads("* bert has come");
            anna.says("grüß Gott");
            bert.reads("anna: grüß Gott");
            bert.says("hello");
            bert.reads("bert: hello");
            anna.reads("anna: grüß Gott", "bert: hello");
            bert.says("/who");
            bert.reads("* Here are: anna, bert");
            bert.says("/quit");
            bert.readsTheEnd();
            anna.reads("* bert has gone");
        }
    }

    @Test
    void aNameThatIsTaken_orNoName_isRefused() throws Exception {
        try (ChatServer server = ChatServer.start(0);
                Person anna = Person.named("anna", server.port());
                Person other = new Person(server.port())) {
            String again = "* Take another name: 1 to 20 letters, digits, _ and -, and not one that is taken";
            other.reads("* What is your name?");
            other.says("anna");
            other.reads(again);
            other.says("a b");
            other.reads(again);
            other.says("carl");
            other.reads("* Here are: anna");
            anna.reads("* carl has come");
        }
    }

    @Test
    void aLineThatIsTooLong_isLeftOut_andTheNextOneIsNot() throws Exception {
        try (ChatServer server = ChatServer.start(0);
                Person anna = Person.named("anna", server.port())) {
            anna.says("x".repeat(100_000));
            anna.says("short");
            anna.reads("anna: short");
        }
    }

    @Test
    void whoReadsTooSlowly_isThrownOut_andTheOthersGoOn() throws Exception {
        try (ChatServer server = ChatServer.start(0);
                Person slow = Person.named("slow", server.port());
                Person anna = Person.named("anna", server.port())) {
            String line = "y".repeat(900);
            String end = "* slow reads too slowly, and was thrown out";
            String read;
            do { // until what the system buffers is full, and the outbox too
                anna.says(line);
                read = anna.lines.readLine();
                assertThat(read).isIn("anna: " + line, end);
            } while (!read.equals(end));
            anna.says("/who");
            anna.awaits("* Here are: anna");
            assertThat(slow.socket.isConnected()).isTrue();
        }
    }

    @Test
    void theProgram_saysThatItEnds_andEndsWithZeroOnSigterm() throws Exception {
        try (ChildJvm server = ChildJvm.start(List.of(), ChatServer.class, "--port", 0)) {
            String line = server.nextLine();
            assertThat(line).startsWith("Chat on 127.0.0.1:");
            int port = Integer.parseInt(line.replaceFirst("[^:]*:([0-9]+),.*", "$1"));
            try (Person anna = Person.named("anna", port)) {
                assertThat(server.handle().destroy()).isTrue(); // SIGTERM
                anna.reads("* The server ends");
                anna.readsTheEnd();
                assertThat(server.exitValue()).isZero();
            }
        }
    }
}
