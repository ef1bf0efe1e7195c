package io.magpie.io.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final ScheduledIo listener = new ScheduledIo(Readiness.READABLE) {
        @Override
        protected void arm(int bits) {}
    };

    private final AtomicInteger wakes = new AtomicInteger();
    private final Waker waker = wakes::incrementAndGet;

    @Test
    void thereAreAsManyPlacesAsTheLimitSays() {
        Places places = new Places(2);
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isFalse();
        places.free(listener);
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isFalse();
    }

    @Test
    void theFirstPlaceThatIsFree_wakesWhoWaits() {
        Places places = new Places(2);
        assertThat(places.take()).isTrue();
        assertThat(places.await(listener, waker)).as("one is free").isTrue();
        assertThat(places.await(listener, waker)).isFalse();
        places.free(listener);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void nobodyIsWoken_whileThereArePlaces() {
        Places places = new Places(2);
        assertThat(places.take()).isTrue();
        listener.occupyReader(waker); // waits for a connection
        places.free(listener);
        assertThat(wakes).hasValue(0);
    }
}
