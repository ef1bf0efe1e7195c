package io.magpie.internal.scope;

/// The word of a scope: how many children it has, and whether it takes more. Every transition is a pure function of the
/// word; [Children] applies them.
final class ScopeWord {

    /// All is over: the body and every child have ended.
    static final int ENDED = 1;
    /// The scope was cancelled: its children are being cancelled, and no more are taken.
    static final int CANCELLED = 1 << 1;
    /// One child. The bits from here on count the children that were let in and are not yet settled.
    static final int ONE_CHILD = 1 << 2;

    /// A new scope is open and has no children.
    static final int INITIAL = 0;

    private ScopeWord() {}

    // ---- enter: anyone who spawns

    /// One child more; the same word if the scope takes none.
    static int enter(int word) {
        return isOpen(word) ? word + ONE_CHILD : word;
    }

    // ---- leave: the poller, for each child that has ended; whoever entered and could not spawn

    static int leave(int word) {
        require(children(word) > 0, "let a child leave", word);
        return word - ONE_CHILD;
    }

    // ---- cancel: the poller

    static int cancel(int word) {
        require((word & ENDED) == 0, "be cancelled", word);
        return word | CANCELLED;
    }

    // ---- end: the poller, when the body has ended

    /// The end; the same word if there are children.
    static int end(int word) {
        require((word & ENDED) == 0, "end", word);
        return children(word) == 0 ? word | ENDED : word;
    }

    // ---- questions

    static boolean isOpen(int word) {
        return (word & (ENDED | CANCELLED)) == 0;
    }

    static boolean isCancelled(int word) {
        return (word & CANCELLED) != 0;
    }

    static boolean isEnded(int word) {
        return (word & ENDED) != 0;
    }

    static int children(int word) {
        return word >>> 2;
    }

    /// The word in words, for messages.
    static String decode(int word) {
        return (isOpen(word) ? "open" : isEnded(word) ? "ended" : "cancelled") + " with " + children(word)
                + " children";
    }

    private static void require(boolean holds, String transition, int word) {
        if (!holds) {
            throw new AssertionError("scope cannot " + transition + " while " + decode(word));
        }
    }
}
