package io.magpie.examples.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.magpie.examples.Seed;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Effects;
import io.magpie.examples.redis.store.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rewrite without a server: every step of it by hand.
class AppendFileRewriteTest {

    private static final long SEED = Seed.chosen();
    private static final int COMMANDS = 3_000;

    @TempDir
    Path folder;

    private Path path = Path.of("");
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void name() {
        path = folder.resolve("log.aof");
    }

    @Test
    void itMakesTheSameKeys_andIsShorter() throws Exception {
        Random random = new Random(SEED);
        long before;
        try (AppendFile file = open(new TreeMap<>())) {
            for (int i = 0; i < COMMANDS; i++) {
                append(file, command(random));
            }
            before = file.length();
        }
        var keys = keys();
        try (AppendFile file = open(new TreeMap<>())) {
            rewrite(file);
            assertThat(file.length()).isEqualTo(Files.size(path)).isLessThan(before);
            assertThat(Files.exists(AppendFileRewrite.beside(path))).isFalse();
            append(file, "SET", "after", "it");
        }
        keys.put("after", "it, for ever");
        assertThat(keys()).as("seed %s", SEED).isEqualTo(keys);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatIsAppendedMeanwhile_isInIt() throws Exception {
        try (AppendFile file = open(new TreeMap<>())) {
            append(file, "RPUSH", "list", "1");
            AppendFileRewrite rewrite = file.rewrite();
            append(file, "RPUSH", "list", "2"); // not twice: it is in the file when that is read
            rewrite.copy();
            append(file, "RPUSH", "list", "3");
            file.replaceBy(rewrite);
            append(file, "RPUSH", "list", "4");
            file.force();
        }
        assertThat(keys()).containsExactly(entry("list", "[1, 2, 3, 4], for ever"));
    }

    @Test
    void aLongTail_isCopiedBeforeAnybodyHasToWait() throws Exception {
        try (AppendFile file = open(new TreeMap<>())) {
            AppendFileRewrite rewrite = file.rewrite();
            for (int i = 0; i < 40; i++) {
                append(file, "SET", "key" + i, "x".repeat(100_000));
            }
            rewrite.copy();
            assertThat(Files.size(AppendFileRewrite.beside(path))).isGreaterThan(2_500_000);
            file.replaceBy(rewrite);
        }
        assertThat(keys()).hasSize(40);
    }

    @Test
    void aCrashAtAnyMoment_findsAWholeFile() throws Exception {
        try (AppendFile file = open(new TreeMap<>())) {
            append(file, "SET", "a", "1");
            append(file, "SET", "a", "2");
        }
        String old = Files.readString(path);
        // In the midst of copying: the new file is cut anywhere.
        Files.writeString(AppendFileRewrite.beside(path), "*3\r\n$3\r\nSET\r\n$1");
        assertThat(keys()).containsExactly(entry("a", "2, for ever"));
        assertThat(Files.readString(path)).isEqualTo(old);
        assertThat(Files.exists(AppendFileRewrite.beside(path)))
                .as("what the crash left")
                .isFalse();
        // When it is copied, and not in its place: appended to is the old one.
        try (AppendFile file = open(new TreeMap<>())) {
            file.rewrite().copy();
            append(file, "SET", "b", "3");
        }
        assertThat(keys()).hasSize(2);
        // When it is in its place.
        try (AppendFile file = open(new TreeMap<>())) {
            rewrite(file);
        }
        assertThat(keys()).hasSize(2);
    }

    @Test
    void aRewriteThatFails_leavesTheFileAsItIs_andInUse() throws Exception {
        Path beside = Files.createDirectory(AppendFileRewrite.beside(path)); // cannot be written
        Files.createDirectory(beside.resolve("x"));
        try (AppendFile file = AppendFile.open(path, new Replay(_ -> null), warnings::add)) {
            throw new AssertionError("a directory was removed: " + file);
        } catch (IOException notEmpty) {
            Files.delete(beside.resolve("x"));
            Files.delete(beside);
        }
        try (AppendFile file = open(new TreeMap<>())) {
            append(file, "SET", "a", "1");
            Files.createDirectory(beside);
            assertThatThrownBy(() -> file.rewrite().copy()).isInstanceOf(IOException.class);
            append(file, "SET", "a", "2");
        }
        assertThat(keys()).containsExactly(entry("a", "2, for ever"));
    }

    @Test
    void anAbandonedRewrite_leavesNothing() throws Exception {
        try (AppendFile file = open(new TreeMap<>())) {
            append(file, "SET", "a", "1");
            AppendFileRewrite rewrite = file.rewrite();
            rewrite.abandon();
            rewrite.copy();
            assertThat(Files.exists(AppendFileRewrite.beside(path))).isFalse();
        }
    }

    private static void rewrite(AppendFile file) throws IOException {
        AppendFileRewrite rewrite = file.rewrite();
        rewrite.copy();
        file.replaceBy(rewrite);
    }

    private static void append(AppendFile file, String... command) throws IOException {
        file.append(ISO_8859_1.encode(RespClient.encoded(command)));
    }

    private static String[] command(Random random) {
        String key = "k" + random.nextInt(20);
        String element = random.nextInt(3) == 0 ? "x".repeat(100) + random.nextInt(100) : "" + random.nextInt(300);
        return switch (random.nextInt(10)) {
            case 0 -> new String[] {"DEL", key};
            case 1 -> new String[] {"PEXPIREAT", key, "99999999999" + random.nextInt(1000)};
            case 2 -> new String[] {"SET", "s" + key, element};
            case 3, 4 -> new String[] {"RPUSH", "l" + key, element, "", element};
            case 5 -> new String[] {"SADD", "m" + key, element};
            case 6 -> new String[] {"HSET", "h" + key, element, element};
            case 7 -> new String[] {"ZADD", "z" + key, "" + random.nextGaussian(), element};
            case 8 -> new String[] {"ZADD", "z" + key, "-inf", element};
            default -> new String[] {"LTRIM", "l" + key, "1", "100"};
        };
    }

    /// What is in the file, read anew.
    private TreeMap<String, String> keys() throws IOException {
        TreeMap<String, String> keys = new TreeMap<>();
        open(keys).close();
        return keys;
    }

    /// Opens the file. What is in it goes to `keys`.
    private AppendFile open(TreeMap<String, String> keys) throws IOException {
        Database database = new Database(InstantSource.system(), RandomGenerator.getDefault(), Effects.NONE);
        AppendFile file = AppendFile.open(path, Replay.on(database, CommandTable.standard()), warnings::add);
        database.forEach(each -> keys.put(
                new String(each.key(), ISO_8859_1),
                Shown.of(each.value()) + (each.expires() ? ", until " + each.expiry() : ", for ever")));
        return file;
    }
}
