package io.magpie.examples.redis.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// The hash of byte strings: eight bytes a multiplication, with a seed that differs from process to process, so that a
/// client cannot know which keys collide.
final class ByteHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final long SEED = new SecureRandom().nextLong();
    /// 2⁶⁴ divided by the golden ratio, made odd: its bits look random (Knuth's multiplicative hashing).
    private static final long PHI = 0x9E37_79B9_7F4A_7C15L;

    private ByteHash() {}

    static int of(byte[] bytes) {
        int length = bytes.length;
        long hash = SEED ^ length * PHI;
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            hash = mixed(hash ^ (long) LONG.get(bytes, at));
        }
        if (at + 4 <= length) {
            hash = mixed(hash ^ ((int) INT.get(bytes, at) & 0xffff_ffffL));
            at += 4;
        }
        if (at < length) {
            long rest = 0;
            for (; at < length; at++) {
                rest = (rest << 8) | (bytes[at] & 0xff);
            }
            hash = mixed(hash ^ rest);
        }
        return (int) (hash ^ hash >>> 32);
    }

    /// Both halves of the 128-bit product, folded: each bit of the input moves about half of the output.
    private static long mixed(long word) {
        long varied = word + PHI;
        return varied * PHI ^ Math.unsignedMultiplyHigh(varied, PHI);
    }
}
