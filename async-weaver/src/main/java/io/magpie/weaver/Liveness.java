package io.magpie.weaver;

import io.magpie.weaver.MethodCode.Handler;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;

/// Which locals are read again: a fixpoint, backwards, over sets of slots.
///
/// What a handler reads is live before every instruction of its range, one that cannot throw included: the verifier
/// compares the frame of the handler with each of them.
final class Liveness {

    private final BitSet[] liveBefore;

    private Liveness(BitSet[] liveBefore) {
        this.liveBefore = liveBefore;
    }

    /// The locals that are read at `index` or later, before they are written. A long or double counts by its first slot.
    BitSet before(int index) {
        return liveBefore[index];
    }

    /// What is really read.
    static Liveness of(MethodCode code) {
        BitSet[] live = new BitSet[code.size()];
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = code.size() - 1; i >= 0; i--) {
                BitSet now = new BitSet();
                code.successors(i, next -> {
                    if (next < live.length) {
                        now.or(live[next]);
                    }
                });
                transfer(code.at(i), now);
                for (Handler handler : code.handlers) {
                    if (handler.covers(i)) {
                        now.or(live[handler.target()]);
                    }
                }
                if (!now.equals(live[i])) {
                    live[i] = now;
                    changed = true;
                }
            }
        }
        return new Liveness(live);
    }

    /// Everything that has a value, so that a debugger can show it.
    static Liveness ofAll(MethodCode code, Types types) {
        BitSet[] live = new BitSet[code.size()];
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet();
            Types.State state = types.before(i);
            for (int slot = 0; state != null && slot < code.maxLocals; slot++) {
                live[i].set(slot, state.locals().get(slot) != Simple.TOP);
            }
        }
        return new Liveness(live);
    }

    private static void transfer(Instruction instruction, BitSet live) {
        switch (instruction) {
            case StoreInstruction store -> live.clear(store.slot());
            case LoadInstruction load -> live.set(load.slot());
            case IncrementInstruction increment -> live.set(increment.slot());
            default -> {}
        }
    }
}
