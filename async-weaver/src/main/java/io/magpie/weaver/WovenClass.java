package io.magpie.weaver;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a class anew, and the classes of its frames: its lambda methods become the methods that run blocks, its call sites make frames.
final class WovenClass {

    /// What a point needs, roughly and at most: only to see that no branch will be too long.
    private static final int BYTES_PER_POINT = 80;

    private static final int BYTES_PER_VALUE = 20;
    private static final int LONGEST_BRANCH = 32_000;

    private final ClassModel model;
    private final Blocks blocks;
    private final Map<Block, Analysis> analyses;
    private final CallSites sites;

    /// The blocks that are too big without it.
    private final Set<Block> outlined = new HashSet<>();

    WovenClass(ClassModel model, Blocks blocks, Map<Block, Analysis> analyses) {
        this.model = model;
        this.blocks = blocks;
        this.analyses = analyses;
        sites = new CallSites(blocks);
    }

    /// The class file; null if a block is too big, which is among the problems then.
    byte @Nullable [] write() {
        for (Analysis analysis : analyses.values()) {
            if (estimate(analysis) > LONGEST_BRANCH) {
                outlined.add(analysis.block());
            }
            if (analysis.code().length > Outline.LIMIT || estimate(analysis) > 2 * LONGEST_BRANCH) {
                refuse(analysis, Math.max(analysis.code().length, estimate(analysis)));
            }
        }
        if (!blocks.problems.isEmpty()) {
            return null;
        }
        byte[] woven = transform();
        List<Analysis> big = biggerThanTheLimit(woven);
        if (!big.isEmpty()) {
            big.forEach(analysis -> outlined.add(analysis.block()));
            woven = transform();
            ClassModel again = ClassFile.of().parse(woven);
            biggerThanTheLimit(woven).forEach(analysis -> refuse(analysis, lengthIn(again, analysis.block())));
        }
        return blocks.problems.isEmpty() ? woven : null;
    }

    /// The class file of a block's frames; after [#write].
    byte[] writeFrame(Block block) {
        return new FrameClass(model, analysisOf(block), outlined.contains(block)).write();
    }

    private byte[] transform() {
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS).transformClass(model, this::element);
    }

    private void element(ClassBuilder out, ClassElement element) {
        if (!(element instanceof MethodModel method)) {
            out.with(element);
            return;
        }
        Block block = blocks.of(method);
        if (block != null) {
            run(block, out);
        }
        if (block == null || blocks.isAlsoPlain(block)) {
            if (sites.isIn(method)) {
                out.withMethod(
                        method.methodName(),
                        method.methodType(),
                        method.flags().flagsMask(),
                        to -> sites.rewrite(method, to));
            } else {
                out.with(method);
            }
        }
    }

    private void run(Block block, ClassBuilder out) {
        boolean inInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        out.withMethodBody(
                block.methodName(),
                block.methodType(),
                CallSites.accessOf(inInterface),
                code -> new BlockCode(analysisOf(block), outlined.contains(block), sites, code).write());
    }

    private Analysis analysisOf(Block block) {
        Analysis analysis = analyses.get(block);
        if (analysis == null) {
            throw new AssertionError("no analysis of " + block.methodName());
        }
        return analysis;
    }

    // ---- size

    private static int estimate(Analysis analysis) {
        int bytes = 2 * analysis.code().length;
        for (Point point : analysis.suspensions().points) {
            SpillLayout.Saves saves = analysis.layout().at(point);
            bytes += BYTES_PER_POINT
                    + BYTES_PER_VALUE
                            * (saves.locals().size()
                                    + saves.stack().size()
                                    + analysis.block().all().size());
        }
        return bytes;
    }

    private List<Analysis> biggerThanTheLimit(byte[] woven) {
        ClassModel parsed = ClassFile.of().parse(woven);
        return analyses.values().stream()
                .filter(analysis -> lengthIn(parsed, analysis.block()) > Outline.LIMIT)
                .toList();
    }

    private static int lengthIn(ClassModel woven, Block block) {
        return woven.methods().stream()
                .filter(method -> method.methodName().equalsString(block.methodName())
                        && method.methodTypeSymbol().equals(block.methodType()))
                .mapToInt(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength())
                .findFirst()
                .orElseThrow();
    }

    private void refuse(Analysis analysis, int bytes) {
        blocks.problem(
                analysis.firstLine(),
                "the async block that begins here has " + bytes
                        + " bytes of bytecode, and the JVM compiles no method of" + " more than " + Outline.LIMIT
                        + ": move parts of it into async functions of their own");
    }
}
