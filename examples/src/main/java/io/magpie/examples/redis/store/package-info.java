/// What the server remembers: a [io.magpie.examples.redis.store.Database] of keys, each with a
/// [io.magpie.examples.redis.store.Value] and perhaps a time to live.
///
/// **Who may call.** One thread at a time, all of it: nothing here locks, and the server guards it.
///
/// **Bytes.** A byte string given to the store is kept, not copied, and must not change afterwards; one that the store
/// gives out must not be changed either.
///
/// **Time.** The database reads its clock at most once a command ([io.magpie.examples.redis.store.Database#now]), so
/// that a command sees one moment. A key whose time has come is gone for everybody who asks: it is removed when it is
/// looked up, and [io.magpie.examples.redis.store.Database#expireSome] removes those that nobody asks for.
///
/// **Effects.** What others must hear of goes to [io.magpie.examples.redis.store.Effects]: which keys changed (`WATCH`),
/// where blocked clients may find something, and which commands make the same change again (the append-only file).
@NullMarked
package io.magpie.examples.redis.store;

import org.jspecify.annotations.NullMarked;
