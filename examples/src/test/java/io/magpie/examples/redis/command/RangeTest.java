package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeTest {

    private final LocalRedis redis = new LocalRedis();

    @Test
    void boundsOfNamesAreInOrOutAsTheirBracketSays() {
        redis.ask("ZADD z 0 a 0 b 0 c");
        assertThat(redis.ask("ZRANGEBYLEX z [a [b")).isEqualTo("*2($a $b)");
        assertThat(redis.ask("ZRANGEBYLEX z (a (c")).isEqualTo("*1($b)");
        assertThat(redis.ask("ZRANGEBYLEX z - +")).isEqualTo("*3($a $b $c)");
        assertThat(redis.ask("ZRANGEBYLEX z + -")).isEqualTo("*0()");
    }

    @Test
    void boundsOfScoresAreInUnlessABracketSaysOtherwise() {
        redis.ask("ZADD z 1 a 2 b 3 c");
        assertThat(redis.ask("ZRANGEBYSCORE z 1 2")).isEqualTo("*2($a $b)");
        assertThat(redis.ask("ZRANGEBYSCORE z (1 (3")).isEqualTo("*1($b)");
        assertThat(redis.ask("ZREVRANGEBYSCORE z +inf -inf LIMIT 1 1")).isEqualTo("*1($b)");
    }
}
