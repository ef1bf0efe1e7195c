package io.magpie.io.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void thereAreAsManyPlacesAsTheLimitSays() {
        Places places = new Places(2);
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isFalse();
        assertThat(places.free())
                .as("somebody may wait for the first that is free")
                .isTrue();
        assertThat(places.free()).as("nobody waits while there are some").isFalse();
        assertThat(places.take()).isTrue();
    }
}
