package io.magpie.weaver;

/// A method that cannot be woven, and why; becomes a [Weaver.Problem].
final class Unweavable extends RuntimeException {

    private static final long serialVersionUID = 1;

    final int line;

    final String reason;

    Unweavable(int line, String reason) {
        super(reason, null, false, false);
        this.line = line;
        this.reason = reason;
    }
}
