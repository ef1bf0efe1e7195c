/// RESP, the wire protocol of Redis: requests in, replies out. No sockets here, and no thread: each object has one user
/// at a time.
///
/// [io.magpie.examples.redis.protocol.CommandParser] eats whatever bytes arrived and yields commands, each an array of
/// byte strings. It always consumes its whole input before it asks for more, so a connection needs no buffer between
/// two reads. [io.magpie.examples.redis.protocol.Reply] is a growing byte string into which answers are written, in
/// RESP2 or RESP3.
@NullMarked
package io.magpie.examples.redis.protocol;

import org.jspecify.annotations.NullMarked;
