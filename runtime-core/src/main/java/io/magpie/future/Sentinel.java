package io.magpie.future;

/// An object that is only ever compared by identity, with a name for error messages.
record Sentinel(String name) {
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
