package io.magpie.weaver;

import io.magpie.weaver.MethodCode.Handler;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/// Which locals a debugger must not show, because their values were not brought back when the block went on.
///
/// A fixpoint, forwards: a point loses what it does not restore, a store brings it back, and where paths meet, what is
/// lost on one of them is lost.
final class Visibility {

    private final BitSet[] lostBefore;

    Visibility(MethodCode code, Liveness live, Suspensions suspensions) {
        lostBefore = new BitSet[code.size()];
        for (int i = 0; i < lostBefore.length; i++) {
            lostBefore[i] = new BitSet();
        }
        lostBefore[0].set(0, code.maxLocals);
        lostBefore[0].andNot(live.before(0));
        BitSet reached = new BitSet();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int at = open.pop();
            reached.set(at);
            BitSet after = (BitSet) lostBefore[at].clone();
            lose(suspensions.at(at), after);
            for (Handler handler : code.handlers) {
                if (handler.covers(at)) {
                    flow(handler.target(), after, reached, open);
                }
            }
            if (code.at(at) instanceof StoreInstruction store) {
                after.clear(store.slot());
            }
            code.successors(at, next -> flow(next, after, reached, open));
        }
    }

    /// Whether a local has its value before an instruction, if it has one there in the source.
    boolean isVisible(int slot, int index) {
        return !lostBefore[index].get(slot);
    }

    private static void lose(@org.jspecify.annotations.Nullable Point point, BitSet lost) {
        if (point != null) {
            for (int slot = 0; slot < point.locals().size(); slot++) {
                if (point.locals().get(slot) == Simple.TOP) {
                    lost.set(slot);
                }
            }
        }
    }

    private void flow(int to, BitSet lost, BitSet reached, ArrayDeque<Integer> open) {
        int before = lostBefore[to].cardinality();
        lostBefore[to].or(lost);
        if (lostBefore[to].cardinality() != before || !reached.get(to)) {
            open.push(to);
        }
    }
}
