package io.magpie.future;

/// The limit where there is no runtime to keep the time.
enum NoCleanUpLimit implements CleanUpLimit {
    /// Never over.
    NONE;

    @Override
    public boolean isOver(Context cx) {
        return false;
    }

    @Override
    public void end() {}
}
