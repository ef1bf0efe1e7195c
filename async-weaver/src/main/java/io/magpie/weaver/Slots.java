package io.magpie.weaver;

import java.lang.classfile.CodeBuilder;
import java.util.List;

/// The local variables of a block's method: the frame, the context, the locals of the lambda, then temporaries.
final class Slots {

    static final int FRAME = 0;
    static final int CONTEXT = 1;

    /// How much later a local comes than in the lambda method.
    static final int SHIFT = 2;

    /// Holds the future that is awaited, and what it gave.
    final int awaited;

    private final CodeBuilder out;

    Slots(CodeBuilder out, int maxLocals) {
        this.out = out;
        awaited = maxLocals + SHIFT;
    }

    /// Stores the topmost values of the operand stack behind [#awaited]; returns their slots.
    int[] store(List<VarType> taken) {
        int[] slots = new int[taken.size()];
        int slot = awaited + 1;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = slot;
            slot += taken.get(i).kind().slotSize();
        }
        for (int i = slots.length - 1; i >= 0; i--) {
            out.storeLocal(taken.get(i).kind(), slots[i]);
        }
        return slots;
    }
}
