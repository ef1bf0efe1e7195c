package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.SortedSetValue.Member;

/// Arrays of names, perhaps each with a value: pairs in RESP3, one flat array in RESP2.
final class Pairs {

    private Pairs() {}

    static void header(Reply reply, int size, boolean paired) {
        reply.array(paired && !reply.isResp3() ? 2 * size : size);
    }

    /// Comes before each name.
    static void begin(Reply reply, boolean paired) {
        if (paired && reply.isResp3()) {
            reply.array(2);
        }
    }

    /// A member of a sorted set, perhaps with its score.
    static void write(Reply reply, Member member, boolean withScore) {
        begin(reply, withScore);
        reply.bulk(member.key());
        if (withScore) {
            reply.real(member.score());
        }
    }
}
