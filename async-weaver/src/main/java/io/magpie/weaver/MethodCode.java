package io.magpie.weaver;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The code of a method, its instructions numbered from 0. Read once, never changed.
final class MethodCode {

    /// An exception handler: from `start` to before `end`, caught at `target`.
    record Handler(int start, int end, int target) {

        boolean covers(int at) {
            return start <= at && at < end;
        }
    }

    final MethodModel method;

    /// Instructions, labels, line numbers and the like, in order.
    final List<CodeElement> elements;

    final int maxLocals;

    /// Bytes of bytecode.
    final int length;

    /// The frames of the stack map table.
    final List<StackMapFrameInfo> frames;

    final List<Handler> handlers = new ArrayList<>();

    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final IdentityHashMap<Label, Integer> positions = new IdentityHashMap<>();
    private final Map<Integer, Label> labels = new HashMap<>();
    private final Map<Integer, StackMapFrameInfo> framesAt = new HashMap<>();

    MethodCode(MethodModel method) {
        this.method = method;
        CodeModel code = method.code().orElseThrow();
        // Reading the frames first makes the labels that they name part of the elements.
        frames = code.findAttribute(Attributes.stackMapTable())
                .map(StackMapTableAttribute::entries)
                .orElse(List.of());
        for (StackMapFrameInfo frame : frames) {
            for (StackMapFrameInfo.VerificationTypeInfo type : frame.stack()) {
                if (type instanceof UninitializedVerificationTypeInfo made) {
                    made.newTarget();
                }
            }
        }
        maxLocals = ((CodeAttribute) code).maxLocals();
        length = ((CodeAttribute) code).codeLength();
        elements = code.elementList();
        int line = 0;
        for (CodeElement element : elements) {
            switch (element) {
                case LabelTarget target -> {
                    positions.put(target.label(), instructions.size());
                    labels.putIfAbsent(instructions.size(), target.label());
                }
                case LineNumber number -> line = number.line();
                case Instruction instruction -> {
                    instructions.add(instruction);
                    lines.add(line);
                }
                default -> {}
            }
        }
        for (CodeElement element : elements) {
            if (element instanceof ExceptionCatch caught) {
                handlers.add(new Handler(
                        positionOf(caught.tryStart()), positionOf(caught.tryEnd()), positionOf(caught.handler())));
            }
        }
        for (StackMapFrameInfo frame : frames) {
            framesAt.put(positionOf(frame.target()), frame);
        }
    }

    int size() {
        return instructions.size();
    }

    Instruction at(int index) {
        return instructions.get(index);
    }

    /// The source line of an instruction; 0 if unknown.
    int lineOf(int index) {
        return lines.get(index);
    }

    int positionOf(Label label) {
        Integer position = positions.get(label);
        if (position == null) {
            throw new Unweavable(0, "the code of " + method.methodName() + " names a place that is not in it");
        }
        return position;
    }

    /// The label at an instruction that the stack map table names.
    Label labelAt(int index) {
        Label label = labels.get(index);
        if (label == null) {
            throw new AssertionError("no label at instruction " + index + " of " + method.methodName());
        }
        return label;
    }

    @Nullable
    StackMapFrameInfo frameAt(int index) {
        return framesAt.get(index);
    }

    boolean isCovered(int index) {
        return handlers.stream().anyMatch(handler -> handler.covers(index));
    }

    /// Calls `next` with each instruction that may follow an instruction when nothing is thrown.
    void successors(int index, IntConsumer next) {
        switch (at(index)) {
            case BranchInstruction branch -> {
                next.accept(positionOf(branch.target()));
                if (branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W) {
                    next.accept(index + 1);
                }
            }
            case TableSwitchInstruction table -> {
                next.accept(positionOf(table.defaultTarget()));
                cases(table.cases(), next);
            }
            case LookupSwitchInstruction lookup -> {
                next.accept(positionOf(lookup.defaultTarget()));
                cases(lookup.cases(), next);
            }
            case ReturnInstruction _, ThrowInstruction _ -> {}
            case DiscontinuedInstruction old ->
                throw new Unweavable(lineOf(index), "code with " + old.opcode() + " cannot be woven");
            default -> next.accept(index + 1);
        }
    }

    private void cases(List<SwitchCase> cases, IntConsumer next) {
        for (SwitchCase one : cases) {
            next.accept(positionOf(one.target()));
        }
    }
}
