package io.magpie.examples.weaving.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A piece of a generated program: text with other pieces in it. Immutable; the shrinker makes smaller copies.
///
/// @param kind what may be put in its place
/// @param type of an expression; else null
/// @param parts strings and nodes, in order
/// @param ends whether control never goes past this statement or block
record Node(Kind kind, Type type, List<Object> parts, boolean ends) {

    enum Kind {
        /// An expression: another one of the same type may take its place.
        EXPRESSION,
        /// A statement: nothing, or a statement or block in it, may take its place.
        STATEMENT,
        /// Statements in braces, each of which may be left out.
        BLOCK,
        /// Members of a class without braces around them, each of which may be left out.
        MEMBERS
    }

    Node {
        parts = List.copyOf(parts);
    }

    static Node expression(Type type, Object... parts) {
        return new Node(Kind.EXPRESSION, type, Arrays.asList(parts), false);
    }

    static Node statement(Object... parts) {
        return new Node(Kind.STATEMENT, null, Arrays.asList(parts), false);
    }

    /// A statement that control does not go past.
    static Node end(Object... parts) {
        return new Node(Kind.STATEMENT, null, Arrays.asList(parts), true);
    }

    static Node block(List<Node> statements) {
        boolean ends = !statements.isEmpty() && statements.getLast().ends;
        return new Node(Kind.BLOCK, null, List.copyOf(statements), ends);
    }

    static Node members(List<Node> members) {
        return new Node(Kind.MEMBERS, null, List.copyOf(members), false);
    }

    Node ending(boolean never) {
        return new Node(kind, type, parts, never);
    }

    Node withParts(List<Object> others) {
        return new Node(kind, type, others, ends);
    }

    /// The nodes directly in this one.
    List<Node> children() {
        List<Node> children = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof Node child) {
                children.add(child);
            }
        }
        return children;
    }

    /// How many nodes there are, this one included.
    int size() {
        int size = 1;
        for (Node child : children()) {
            size += child.size();
        }
        return size;
    }

    /// The source text.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        print(text, 0);
        return text.toString();
    }

    private void print(StringBuilder text, int depth) {
        switch (kind) {
            case BLOCK -> {
                text.append("{\n");
                printLines(text, depth + 1);
                text.append("    ".repeat(depth)).append('}');
            }
            case MEMBERS -> printLines(text, depth);
            case EXPRESSION, STATEMENT -> {
                for (Object part : parts) {
                    if (part instanceof Node child) {
                        child.print(text, depth);
                    } else {
                        text.append(part);
                    }
                }
            }
        }
    }

    private void printLines(StringBuilder text, int depth) {
        for (Node child : children()) {
            text.append("    ".repeat(depth));
            child.print(text, depth);
            text.append('\n');
        }
    }
}
