package io.magpie.weaver.javac;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The expressions in async blocks by line, so that what the weaver finds in a class file can be said of the source.
final class BlockTrees {

    private final Trees trees;
    private final Map<CompilationUnitTree, NavigableMap<Long, Tree>> byLine = new HashMap<>();

    BlockTrees(Trees trees) {
        this.trees = trees;
    }

    void add(CompilationUnitTree unit, Tree tree) {
        byLine.computeIfAbsent(unit, _ -> new TreeMap<>()).putIfAbsent(lineOf(unit, tree), tree);
    }

    /// Whether classes of that file have blocks.
    boolean has(CompilationUnitTree unit) {
        return byLine.containsKey(unit);
    }

    /// What begins in that line, or in the last one before it where something does.
    @Nullable
    Tree at(CompilationUnitTree unit, int line) {
        NavigableMap<Long, Tree> lines = byLine.get(unit);
        if (lines == null) {
            return null;
        }
        Map.Entry<Long, Tree> entry = lines.floorEntry((long) line);
        return entry == null ? lines.firstEntry().getValue() : entry.getValue();
    }

    /// The line in which a tree begins.
    long lineOf(CompilationUnitTree unit, Tree tree) {
        long start = trees.getSourcePositions().getStartPosition(unit, tree);
        return start < 0 ? 0 : unit.getLineMap().getLineNumber(start);
    }
}
