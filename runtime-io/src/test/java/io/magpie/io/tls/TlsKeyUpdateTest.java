package io.magpie.io.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers that have to write: every 64 KiB each side asks for new keys, and the other's reader answers while the writer
/// writes. The JDK reads its limit once, so this takes a JVM of its own.
class TlsKeyUpdateTest {

    @TempDir
    private Path directory;

    public static void main(String[] arguments) throws Exception {
        new TlsCancelTest().droppedReadsAndWrites_loseAndDoubleNoByte("TLSv1.3");
    }

    @Test
    void keyUpdatesBothWays_loseAndDoubleNoByte() throws Exception {
        Path limits =
                Files.writeString(directory.resolve("limits"), "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^16\n");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.properties=" + limits,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TlsKeyUpdateTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jvm.waitFor()).as(output).isZero();
        } finally {
            jvm.destroyForcibly();
        }
    }
}
