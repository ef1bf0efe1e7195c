package io.magpie.examples.redis.store;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A sorted set: members ordered by score, then by their bytes. A table finds a member, a tree knows the order.
///
/// Every range (of scores, of names, of places) is asked for as a range of ranks: [#countBefore] turns a bound into one.
public final class SortedSetValue implements Value {

    /// The memory of a member beside its bytes: a node, an array's header, a place in a bucket.
    private static final int MEMBER_MEMORY = 72;

    /// A member with its score.
    public static final class Member extends ByteTable.Node {

        private double score;

        @Nullable
        Member left;

        @Nullable
        Member right;
        /// The number of members in the tree of which this is the root.
        int size = 1;

        Member(byte[] key, double score) {
            super(key);
            this.score = score;
        }

        /// The score; never NaN.
        public double score() {
            return score;
        }
    }

    /// Where a range begins or ends.
    @FunctionalInterface
    public interface Bound {

        /// Whether a member lies before this bound; if it does, so do all members before it.
        boolean isAfter(Member member);
    }

    private final Encodings encodings;
    private final ByteTable<Member> table = new ByteTable<>();
    private final MemberTree tree = new MemberTree();
    private long bytes;
    /// Was too big for a listpack once: stays what it is.
    private boolean large;

    /// An empty sorted set.
    public SortedSetValue(Encodings encodings) {
        this.encodings = encodings;
    }

    /// The number of members.
    public int size() {
        return table.size();
    }

    @Override
    public boolean isEmpty() {
        return table.size() == 0;
    }

    /// The member of this name; null if it is not here.
    public @Nullable Member find(byte[] name) {
        return table.find(name);
    }

    /// Adds a member that is not here.
    public void add(byte[] name, double score) {
        Member member = new Member(name, score + 0.0); // no negative zero, as in a listpack of Redis
        table.add(member);
        tree.add(member);
        bytes += name.length;
        large |= table.size() > encodings.sortedSetMaxListpackEntries
                || name.length > encodings.sortedSetMaxListpackValue;
    }

    /// Becomes what it would be with many members, for `OBJECT ENCODING` and [#scan]: Redis sorts no other.
    public void becomeLarge() {
        large = true;
    }

    /// Gives a member of this set another score.
    public void update(Member member, double score) {
        tree.remove(member);
        member.score = score + 0.0;
        tree.add(member);
    }

    /// Adds a member or gives it another score.
    public void put(byte[] name, double score) {
        Member member = find(name);
        if (member == null) {
            add(name, score);
        } else {
            update(member, score);
        }
    }

    /// Removes a member; false if it was not here.
    public boolean remove(byte[] name) {
        Member member = table.remove(name);
        if (member == null) {
            return false;
        }
        tree.remove(member);
        bytes -= name.length;
        return true;
    }

    /// The number of members before a member of this set.
    public int rank(Member member) {
        return tree.countBefore(other -> MemberTree.compare(other, member) < 0);
    }

    /// The number of members before a bound.
    public int countBefore(Bound bound) {
        return tree.countBefore(bound);
    }

    /// The member with `rank` others before it, from 0 to size - 1.
    public Member at(int rank) {
        return tree.at(rank);
    }

    /// Shows the members with ranks in `[from, to)`, in order; the set must not change meanwhile.
    public void forEach(int from, int to, Consumer<Member> visitor) {
        tree.forEach(from, to, visitor);
    }

    /// The same, the last first.
    public void forEachBackwards(int from, int to, Consumer<Member> visitor) {
        tree.forEachBackwards(from, to, visitor);
    }

    /// Shows all members in order; the set must not change meanwhile.
    public void forEach(Consumer<Member> visitor) {
        tree.forEach(0, size(), visitor);
    }

    /// A member drawn at random, each as likely as any other; the set must not be empty.
    public Member random(RandomGenerator random) {
        return tree.at(random.nextInt(size()));
    }

    /// Shows some members and returns the cursor to go on with, as [Database#scan] does; a small set shows all.
    public long scan(long cursor, Consumer<Member> visitor) {
        if (large) {
            return table.scan(cursor, visitor);
        }
        forEach(visitor);
        return 0;
    }

    @Override
    public String typeName() {
        return "zset";
    }

    @Override
    public String encoding() {
        return large ? "skiplist" : "listpack";
    }

    @Override
    public long memory() {
        return 96 + bytes + (long) MEMBER_MEMORY * size();
    }

    @Override
    public Value copy() {
        SortedSetValue copy = new SortedSetValue(encodings);
        forEach(member -> copy.add(member.key, member.score));
        copy.large = large;
        return copy;
    }
}
