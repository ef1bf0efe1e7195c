package io.magpie.examples.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendFileTest {

    private static final String FIRST = RespClient.encoded("SET", "a", "1");
    private static final String SECOND = RespClient.encoded("SET", "b", "a long\r\nvalue");

    @TempDir
    Path folder;

    private Path path = Path.of("");
    private final List<String> replayed = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void name() {
        path = folder.resolve("log.aof");
    }

    @Test
    void whatIsAppended_isReplayedInOrder() throws Exception {
        try (AppendFile file = open()) {
            file.append(bytes(FIRST));
            file.append(bytes(SECOND));
            file.force();
        }
        assertThat(replayed).isEmpty();
        try (AppendFile file = open()) {
            assertThat(replayed).containsExactly("SET a 1", "SET b a long\r\nvalue");
            assertThat(file.length()).isEqualTo(FIRST.length() + SECOND.length());
            file.append(bytes(FIRST));
        }
        replayed.clear();
        open().close();
        assertThat(replayed).containsExactly("SET a 1", "SET b a long\r\nvalue", "SET a 1");
        assertThat(warnings).isEmpty();
    }

    @Test
    void annotations_areSkipped() throws Exception {
        Files.writeString(path, "#TS:1700000000\r\n" + FIRST + "#TS:1700000001\r\n" + SECOND);
        open().close();
        assertThat(replayed).hasSize(2);
    }

    @Test
    void aTailThatWasCutAnywhere_isCutOffWithAWarning_andAppendedTo() throws Exception {
        for (int kept = 1; kept < SECOND.length(); kept++) {
            Files.writeString(path, FIRST + SECOND.substring(0, kept), ISO_8859_1);
            replayed.clear();
            warnings.clear();
            try (AppendFile file = open()) {
                assertThat(replayed).as("%d bytes kept", kept).containsExactly("SET a 1");
                assertThat(warnings).singleElement().asString().contains("the last " + kept + " bytes");
                file.append(bytes(FIRST));
            }
            assertThat(Files.readString(path)).isEqualTo(FIRST + FIRST);
        }
    }

    @Test
    void aTransactionWithoutItsEnd_isCutOffAsAWhole() throws Exception {
        String transaction = RespClient.encoded("MULTI") + FIRST + SECOND;
        Files.writeString(path, FIRST + transaction);
        open().close();
        assertThat(replayed).containsExactly("SET a 1");
        assertThat(warnings).singleElement().asString().contains("the last " + transaction.length() + " bytes");
        assertThat(Files.readString(path)).isEqualTo(FIRST);

        replayed.clear();
        Files.writeString(path, FIRST + transaction + RespClient.encoded("EXEC"));
        open().close();
        assertThat(replayed).hasSize(3);
    }

    @Test
    void damageBeforeTheEnd_isAnErrorThatTeaches_andChangesNothing() throws Exception {
        String whole = FIRST + SECOND + FIRST;
        String damaged = FIRST + SECOND.replace("$3", "#3") + FIRST;
        Files.writeString(path, damaged);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("byte " + (FIRST.length() + 4) + " is damaged: '#' where '$' belongs")
                .hasMessageContaining("truncate -s " + FIRST.length() + " " + path);
        assertThat(Files.readString(path)).isEqualTo(damaged).isNotEqualTo(whole);
        for (String garbage :
                List.of("\0\0\0\0", "REDIS0010", "*x\r\n", "*1\r\n$99999999999\r\n", "*1\r\n$1\r\nab\r\n")) {
            Files.writeString(path, FIRST + garbage);
            assertThatThrownBy(this::open).as(garbage).hasMessageContaining("is damaged");
        }
    }

    @Test
    void aCommandThatFails_isAnErrorThatTellsWhichOne() throws Exception {
        Files.writeString(path, FIRST + RespClient.encoded("FAIL", "x"));
        assertThatThrownBy(this::open)
                .hasMessageContaining("FAIL, shortly after byte " + FIRST.length())
                .hasMessageContaining("replies \"-ERR no\"");
    }

    private AppendFile open() throws IOException {
        return AppendFile.open(
                path,
                new Replay(command -> {
                    replayed.add(Arrays.stream(command)
                            .map(argument -> new String(argument, ISO_8859_1))
                            .collect(Collectors.joining(" ")));
                    return replayed.getLast().startsWith("FAIL") ? "-ERR no" : null;
                }),
                warnings::add);
    }

    private static ByteBuffer bytes(String text) {
        return ISO_8859_1.encode(text);
    }
}
