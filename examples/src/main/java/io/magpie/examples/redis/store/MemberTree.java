package io.magpie.examples.redis.store;

import io.magpie.examples.redis.store.SortedSetValue.Bound;
import io.magpie.examples.redis.store.SortedSetValue.Member;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The order of a sorted set: a weight-balanced tree, whose members know the size of their subtrees. The sizes that
/// answer for ranks also keep the balance, so no other word is needed.
///
/// The parameters ⟨3, 2⟩ are those of Hirai and Yamamoto, "Balancing weight-balanced trees" (2011), who prove that one
/// single or double rotation at each level restores the balance.
final class MemberTree {

    /// A side may weigh at most so many times the other.
    private static final int DELTA = 3;
    /// A double rotation is needed when the inner grandchild weighs so many times the outer one.
    private static final int GAMMA = 2;

    private @Nullable Member root;

    /// By score, then by bytes as unsigned numbers.
    static int compare(Member one, Member other) {
        if (one.score() != other.score()) {
            return one.score() < other.score() ? -1 : 1;
        }
        return Arrays.compareUnsigned(one.key, other.key);
    }

    void add(Member member) {
        member.left = null;
        member.right = null;
        member.size = 1;
        root = added(root, member);
    }

    private static Member added(@Nullable Member tree, Member member) {
        if (tree == null) {
            return member;
        }
        if (compare(member, tree) < 0) {
            tree.left = added(tree.left, member);
        } else {
            tree.right = added(tree.right, member);
        }
        return balanced(tree);
    }

    void remove(Member member) {
        root = removed(root, member);
    }

    private static @Nullable Member removed(@Nullable Member tree, Member member) {
        if (tree == null) {
            throw new AssertionError("not in the tree: a member of score " + member.score());
        }
        if (tree == member) {
            return joined(tree.left, tree.right);
        }
        if (compare(member, tree) < 0) {
            tree.left = removed(tree.left, member);
        } else {
            tree.right = removed(tree.right, member);
        }
        return balanced(tree);
    }

    /// One tree of the two sides of a member that went away.
    private static @Nullable Member joined(@Nullable Member left, @Nullable Member right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Member top;
        if (left.size > right.size) {
            top = last(left);
            top.left = withoutLast(left);
            top.right = right;
        } else {
            top = first(right);
            top.right = withoutFirst(right);
            top.left = left;
        }
        return balanced(top);
    }

    private static Member first(Member tree) {
        Member member = tree;
        for (Member next = member.left; next != null; next = member.left) {
            member = next;
        }
        return member;
    }

    private static Member last(Member tree) {
        Member member = tree;
        for (Member next = member.right; next != null; next = member.right) {
            member = next;
        }
        return member;
    }

    private static @Nullable Member withoutFirst(Member tree) {
        if (tree.left == null) {
            return tree.right;
        }
        tree.left = withoutFirst(tree.left);
        return balanced(tree);
    }

    private static @Nullable Member withoutLast(Member tree) {
        if (tree.right == null) {
            return tree.left;
        }
        tree.right = withoutLast(tree.right);
        return balanced(tree);
    }

    // Balance. The weight of a tree is its size and one.

    private static Member balanced(Member tree) {
        Member left = tree.left;
        Member right = tree.right;
        int leftWeight = weight(left);
        int rightWeight = weight(right);
        tree.size = leftWeight + rightWeight - 1;
        if (right != null && rightWeight > DELTA * (long) leftWeight) {
            Member inner = right.left;
            if (inner != null && weight(inner) >= GAMMA * (long) weight(right.right)) {
                tree.right = turnedRight(right, inner);
                return turnedLeft(tree, inner);
            }
            return turnedLeft(tree, right);
        }
        if (left != null && leftWeight > DELTA * (long) rightWeight) {
            Member inner = left.right;
            if (inner != null && weight(inner) >= GAMMA * (long) weight(left.left)) {
                tree.left = turnedLeft(left, inner);
                return turnedRight(tree, inner);
            }
            return turnedRight(tree, left);
        }
        return tree;
    }

    private static Member turnedLeft(Member tree, Member right) {
        tree.right = right.left;
        right.left = tree;
        resize(tree);
        resize(right);
        return right;
    }

    private static Member turnedRight(Member tree, Member left) {
        tree.left = left.right;
        left.right = tree;
        resize(tree);
        resize(left);
        return left;
    }

    private static int weight(@Nullable Member tree) {
        return tree == null ? 1 : tree.size + 1;
    }

    private static int size(@Nullable Member tree) {
        return tree == null ? 0 : tree.size;
    }

    private static void resize(Member tree) {
        tree.size = size(tree.left) + size(tree.right) + 1;
    }

    // Ranks

    int countBefore(Bound bound) {
        int count = 0;
        Member tree = root;
        while (tree != null) {
            if (bound.isAfter(tree)) {
                count += size(tree.left) + 1;
                tree = tree.right;
            } else {
                tree = tree.left;
            }
        }
        return count;
    }

    Member at(int rank) {
        int left = rank;
        Member tree = root;
        while (tree != null) {
            int before = size(tree.left);
            if (left == before) {
                return tree;
            }
            if (left < before) {
                tree = tree.left;
            } else {
                left -= before + 1;
                tree = tree.right;
            }
        }
        throw new IndexOutOfBoundsException("rank " + rank + " of " + size(root));
    }

    void forEach(int from, int to, Consumer<Member> visitor) {
        visit(root, from, to, visitor);
    }

    private static void visit(@Nullable Member tree, int from, int to, Consumer<Member> visitor) {
        if (tree == null || from >= tree.size || to <= 0) {
            return;
        }
        int own = size(tree.left);
        visit(tree.left, from, to, visitor);
        if (from <= own && own < to) {
            visitor.accept(tree);
        }
        visit(tree.right, from - own - 1, to - own - 1, visitor);
    }

    void forEachBackwards(int from, int to, Consumer<Member> visitor) {
        visitBackwards(root, from, to, visitor);
    }

    private static void visitBackwards(@Nullable Member tree, int from, int to, Consumer<Member> visitor) {
        if (tree == null || from >= tree.size || to <= 0) {
            return;
        }
        int own = size(tree.left);
        visitBackwards(tree.right, from - own - 1, to - own - 1, visitor);
        if (from <= own && own < to) {
            visitor.accept(tree);
        }
        visitBackwards(tree.left, from, to, visitor);
    }

    /// Checks order, sizes and balance.
    ///
    /// @return the number of members
    int verify() {
        return verify(root);
    }

    private static int verify(@Nullable Member tree) {
        if (tree == null) {
            return 0;
        }
        int left = verify(tree.left);
        int right = verify(tree.right);
        if (tree.size != left + right + 1) {
            throw new AssertionError("size " + tree.size + " of a tree with " + left + " and " + right);
        }
        if (Math.max(left, right) + 1 > DELTA * (Math.min(left, right) + 1)) {
            throw new AssertionError("out of balance: " + left + " and " + right);
        }
        if ((tree.left != null && compare(tree.left, tree) >= 0)
                || (tree.right != null && compare(tree.right, tree) <= 0)) {
            throw new AssertionError("out of order at score " + tree.score());
        }
        return tree.size;
    }
}
