package io.magpie.io.codec;

/// A decoder and an encoder in one object, which is for one stream.
///
/// @param <I> the frames that are read
/// @param <O> the frames that are written
public interface Codec<I, O> extends Decoder<I>, Encoder<O> {}
