package io.magpie.examples.weaving.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a failing program small: leaves statements and members out, and puts parts of expressions in place of them, as
/// long as it still fails. What javac refuses does not fail.
final class Shrinker {

    private Shrinker() {}

    /// A program that fails as well, and is smaller if that could be had in `attempts`.
    static Node shrink(Node program, int attempts, Predicate<Node> fails) {
        Node smallest = program;
        int left = attempts;
        boolean again = true;
        while (again && left > 0) {
            again = false;
            // Each edit is tried at the place where the last one was: what comes before has been tried.
            int at = 0;
            while (left > 0) {
                List<Node> smaller = variants(smallest);
                while (at < smaller.size() && smaller.get(at).size() >= smallest.size()) {
                    at++;
                }
                if (at >= smaller.size()) {
                    break;
                }
                left--;
                if (fails.test(smaller.get(at))) {
                    smallest = smaller.get(at);
                    again = true;
                } else {
                    at++;
                }
            }
        }
        return smallest;
    }

    /// All that one edit makes of a node, the largest edits first.
    private static List<Node> variants(Node node) {
        List<Node> variants = new ArrayList<>();
        switch (node.kind()) {
            case BLOCK, MEMBERS -> {
                int size = node.parts().size();
                for (int run = size; run > 0; run /= 2) {
                    for (int from = 0; from + run <= size; from += run) {
                        List<Object> fewer = new ArrayList<>(node.parts());
                        fewer.subList(from, from + run).clear();
                        variants.add(node.withParts(fewer));
                    }
                }
            }
            case STATEMENT ->
                node.children().stream()
                        .filter(child -> child.kind() == Node.Kind.BLOCK)
                        .forEach(variants::add);
            case EXPRESSION -> {
                if (node.type() != null) {
                    variants.add(Node.expression(node.type(), node.type().literal));
                    addParts(node, node.type(), variants);
                }
            }
        }
        for (int i = 0; i < node.parts().size(); i++) {
            if (node.parts().get(i) instanceof Node child) {
                for (Node variant : variants(child)) {
                    List<Object> parts = new ArrayList<>(node.parts());
                    parts.set(i, variant);
                    variants.add(node.withParts(parts));
                }
            }
        }
        return variants;
    }

    private static void addParts(Node node, Type type, List<Node> parts) {
        for (Node child : node.children()) {
            if (child.kind() == Node.Kind.EXPRESSION && child.type() == type) {
                parts.add(child);
            } else {
                addParts(child, type, parts);
            }
        }
    }
}
