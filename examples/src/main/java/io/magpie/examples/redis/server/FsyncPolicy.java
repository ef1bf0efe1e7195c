package io.magpie.examples.redis.server;

import java.util.Locale;

/// When what was appended to the log is forced onto the disk.
public enum FsyncPolicy {
    /// Before the reply: what was acknowledged survives a power failure.
    ALWAYS,
    /// Once a second: a power failure loses the last second at most.
    EVERYSEC,
    /// When the operating system pleases.
    NO;

    /// Reads the policy as `appendfsync` names it.
    ///
    /// @param text always, everysec or no, in any case
    /// @return the policy
    /// @throws IllegalArgumentException if it is none of them
    public static FsyncPolicy parse(String text) {
        for (FsyncPolicy policy : values()) {
            if (policy.toString().equalsIgnoreCase(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("appendfsync is \"" + text + "\": it is always, everysec or no");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
