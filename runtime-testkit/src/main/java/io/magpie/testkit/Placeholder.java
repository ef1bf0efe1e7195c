package io.magpie.testkit;

/// Makes the package exportable until its first type arrives; that change deletes this file.
final class Placeholder {
    private Placeholder() {}
}
