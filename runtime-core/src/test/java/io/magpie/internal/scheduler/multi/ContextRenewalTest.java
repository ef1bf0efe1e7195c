package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ContextRenewalTest {

    private static final int TIMES = 10;

    @Test
    void aWorkerRenewsItsContext_onceInSoManyPolls() throws Exception {
        Set<Context> contexts = Collections.newSetFromMap(new IdentityHashMap<>());
        try (var runtime = AsyncRuntime.builder().workers(1).build()) {
            runtime.spawn(new Future<@Nullable Void>() {
                        private int left = TIMES * Worker.POLLS_BEFORE_RENEWAL;

                        @Override
                        public @Nullable Object poll(Context cx) {
                            contexts.add(cx);
                            if (--left == 0) {
                                return null;
                            }
                            cx.defer();
                            return Poll.PENDING;
                        }
                    })
                    .join();
        }
        assertThat(contexts).hasSizeBetween(TIMES - 1, TIMES + 2);
    }
}
