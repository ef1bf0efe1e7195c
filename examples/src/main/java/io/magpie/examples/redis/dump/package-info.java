/// The form that `DUMP` gives a value and `RESTORE` takes: that of Redis 7.0, version 10 of its RDB files.
///
/// Written are the plain forms, one string after the other, which every Redis since 3.0 reads. Read are these, and the
/// packed ones that Redis 7.0 writes of small values.
@NullMarked
package io.magpie.examples.redis.dump;

import org.jspecify.annotations.NullMarked;
