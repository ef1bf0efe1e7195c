package io.magpie.examples.guide;

import io.magpie.future.Future;
import io.magpie.sync.Oneshot;
import java.util.function.Consumer;

/// A way in for code that calls back.
final class Callbacks {

    private Callbacks() {}

    // @start region="callback"
    /// A future of what `ask` passes to its callback, on whichever thread that comes.
    static Future<String> answer(Consumer<Consumer<String>> ask) {
        Oneshot<String> reply = Oneshot.create();
        ask.accept(value -> reply.sender().send(value));
        return reply.receiver();
    }
    // @end
}
