package io.magpie.io;

/// What [AsyncStream#copyBidirectional] has copied.
///
/// @param forward bytes from the first stream to the other
/// @param backward bytes from the other stream to the first
public record Copied(long forward, long backward) {}
