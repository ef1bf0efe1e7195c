package io.magpie.weaver;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// Writes what has to do with objects that are made later, because the arguments of their constructor await: the `new`
/// only initialises the class, copies are left out, and the object is made where its constructor is called.
final class LateObjects {

    private final Types types;
    private final Liveness live;
    private final Suspensions suspensions;
    private final Slots slots;
    private final CodeBuilder out;

    LateObjects(Analysis analysis, Slots slots, CodeBuilder out) {
        types = analysis.types();
        live = analysis.live();
        suspensions = analysis.suspensions();
        this.slots = slots;
        this.out = out;
    }

    /// Writes an instruction, if it is about such an object.
    ///
    /// @return whether it was written, or is not needed
    boolean write(int index, Instruction instruction) {
        Types.State state = types.before(index);
        if (state == null || suspensions.delayed.isEmpty()) {
            return false;
        }
        switch (instruction) {
            case NewObjectInstruction made
            when suspensions.delayed.get(index) -> {
                out.new_(made.className()).pop();
                return true;
            }
            case StackInstruction shuffle
            when shuffle.opcode() == Opcode.DUP
                    && suspensions.isDelayed(state.stack().getLast()) -> {
                return true;
            }
            case StoreInstruction _
            when suspensions.isDelayed(state.stack().getLast()) -> {
                return true;
            }
            case LoadInstruction load
            when suspensions.isDelayed(state.locals().get(load.slot())) -> {
                return true;
            }
            case InvokeInstruction invoke
            when invoke.opcode() == Opcode.INVOKESPECIAL && invoke.name().equalsString(ConstantDescs.INIT_NAME) -> {
                return construct(index, state, invoke);
            }
            default -> {
                return false;
            }
        }
    }

    private boolean construct(int index, Types.State state, InvokeInstruction invoke) {
        MethodTypeDesc type = invoke.typeSymbol();
        int receiver = state.stack().size() - type.parameterCount() - 1;
        VarType made = state.stack().get(receiver);
        if (!suspensions.isDelayed(made)) {
            return false;
        }
        int[] arguments =
                slots.store(type.parameterList().stream().map(VarType::of).toList());
        out.new_(invoke.owner());
        for (int copies = 1;
                receiver - copies >= 0 && state.stack().get(receiver - copies).equals(made);
                copies++) {
            out.dup();
        }
        List<Integer> locals = liveCopies(index, state, made);
        locals.forEach(_ -> out.dup());
        for (int i = 0; i < arguments.length; i++) {
            out.loadLocal(TypeKind.from(type.parameterType(i)), arguments[i]);
        }
        out.with(invoke);
        locals.forEach(local -> out.astore(local + Slots.SHIFT));
        return true;
    }

    /// The locals that hold an object before its constructor is called, and are read after it.
    private List<Integer> liveCopies(int index, Types.State state, VarType made) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < state.locals().size(); slot++) {
            if (state.locals().get(slot).equals(made) && live.before(index + 1).get(slot)) {
                slots.add(slot);
            }
        }
        return slots;
    }
}
