package io.magpie.sync;

import org.jspecify.annotations.Nullable;

/// Something to be applied by whoever is inside a [Combiner]: a waiter that wants to be registered, or an action.
abstract class Operation {

    /// The operation submitted before, in the inbox; later the next waiter to wake. Owned like the place it is in.
    @Nullable
    Operation link;

    /// Whether this in the inbox means that nobody is inside. Written before it is put there, or inside.
    boolean idle;

    /// An operation that is an action; made only when somebody else is inside.
    static final class Action extends Operation {
        final Runnable body;

        Action(Runnable body) {
            this.body = body;
        }
    }

    /// A state of the inbox in which it holds no operations.
    static final class Marker extends Operation {
        Marker(boolean idle) {
            this.idle = idle;
        }
    }
}
