package io.magpie.weaver;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;

/// What the passes found out about a block.
record Analysis(
        Block block,
        MethodCode code,
        Types types,
        Liveness live,
        Suspensions suspensions,
        SpillLayout layout,
        int firstLine) {

    /// Runs the passes.
    static Analysis of(Block block, SuspendingInterfaces suspending, boolean keepLocals) {
        MethodCode code = new MethodCode(block.lambda);
        Types types = new Types(code);
        Liveness live = keepLocals ? Liveness.ofAll(code, types) : Liveness.of(code);
        Suspensions suspensions = new Suspensions(code, types, live, instruction -> taken(instruction, suspending));
        SpillLayout layout = new SpillLayout(code, block, suspensions.points);
        return new Analysis(block, code, types, live, suspensions, layout, code.lineOf(0));
    }

    private static int taken(Instruction instruction, SuspendingInterfaces suspending) {
        if (!(instruction instanceof InvokeInstruction invoke)) {
            return -1;
        }
        if (Blocks.isAwait(invoke)) {
            return 1;
        }
        return suspending.isCall(invoke) ? 1 + invoke.typeSymbol().parameterCount() : -1;
    }
}
