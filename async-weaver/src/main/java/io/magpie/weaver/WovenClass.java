package io.magpie.weaver;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.Map;

/// Writes a class anew: its lambda methods become the methods that run blocks, its call sites make frames.
final class WovenClass {

    private final ClassModel model;
    private final Blocks blocks;
    private final Map<Block, Analysis> analyses;
    private final CallSites sites;

    WovenClass(ClassModel model, Blocks blocks, Map<Block, Analysis> analyses) {
        this.model = model;
        this.blocks = blocks;
        this.analyses = analyses;
        sites = new CallSites(blocks);
    }

    /// The class file.
    byte[] write() {
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
        Analysis analysis = analyses.get(block);
        if (analysis == null) {
            throw new AssertionError("no analysis of " + block.methodName());
        }
        boolean inInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        out.withMethodBody(
                block.methodName(),
                block.methodType(),
                CallSites.accessOf(inInterface),
                code -> new BlockCode(
                                block,
                                analysis.code(),
                                analysis.types(),
                                analysis.live(),
                                analysis.suspensions(),
                                analysis.layout(),
                                sites,
                                code)
                        .write());
    }
}
