package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "'', '', true",
        "'', a, false",
        "h?llo, hello, true",
        "h?llo, hllo, false",
        "h*llo, heeeello, true",
        "h[ae]llo, hallo, true",
        "h[ae]llo, hillo, false",
        "h[^e]llo, hallo, true",
        "h[^e]llo, hello, false",
        "h[a-c]llo, hbllo, true",
        "h[c-a]llo, hbllo, true",
        "h\\?llo, h?llo, true",
        "h\\?llo, hello, false",
        "a*b*c, aXXbYYc, true",
        "a*b*c, aXXbYY, false",
        "[ab, a, true",
        "[], a, false",
        "*[a]*, xxaxx, true",
        "[\\]], ], true",
        "a\\, a\\, true",
        "**, abc, true",
        "?, '', false",
        "a*, a, true"
    })
    void patternsMatchAsInRedis(String pattern, String text, boolean expected) {
        assertThat(new Glob(bytes(pattern)).matches(bytes(text))).isEqualTo(expected);
    }

    @Test
    void manyStarsTakeNoMoreThanTheProductOfBothLengths() {
        // A matcher that tries every star again at every place would not end in our lifetime.
        assertThat(new Glob(bytes("a*".repeat(100) + "b")).matches(bytes("a".repeat(10_000))))
                .isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
