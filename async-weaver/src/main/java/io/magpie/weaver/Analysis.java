package io.magpie.weaver;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;

/// What the passes found out about a block.
record Analysis(
        MethodCode code, Types types, Liveness live, Suspensions suspensions, SpillLayout layout, int firstLine) {

    /// Runs the passes.
    static Analysis of(Block block, boolean keepLocals) {
        MethodCode code = new MethodCode(block.lambda);
        Types types = new Types(code);
        Liveness live = keepLocals ? Liveness.ofAll(code, types) : Liveness.of(code);
        Suspensions suspensions = new Suspensions(code, types, live, Analysis::taken);
        SpillLayout layout = new SpillLayout(code, block, suspensions.points);
        return new Analysis(code, types, live, suspensions, layout, code.lineOf(0));
    }

    private static int taken(Instruction instruction) {
        return instruction instanceof InvokeInstruction invoke && Blocks.isAwait(invoke) ? 1 : -1;
    }
}
