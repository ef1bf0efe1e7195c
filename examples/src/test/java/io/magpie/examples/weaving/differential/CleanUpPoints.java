package io.magpie.examples.weaving.differential;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which calls of an unwoven class are clean-up: those that can be reached only through an exception handler.
///
/// Worked out in the most direct way, on purpose not in the weaver's: what is not reached from the beginning of a method
/// along branches, with its exception handlers taken away, is clean-up.
final class CleanUpPoints {

    /// A call.
    record Place(String className, String method, String descriptor, int bytecodeIndex) {}

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private CleanUpPoints() {}

    /// The await of a program that the calling thread is in.
    static Place callerPlace() {
        return WALKER.walk(frames -> frames.filter(
                                frame -> frame.getDeclaringClass().getClassLoader() instanceof ProgramLoader
                                        && !frame.getClassName().equals("io.magpie.Async"))
                        .findFirst())
                .map(frame -> new Place(
                        frame.getClassName(), frame.getMethodName(), frame.getDescriptor(), frame.getByteCodeIndex()))
                .orElseThrow();
    }

    static Set<Place> of(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        String name = model.thisClass().asInternalName().replace('/', '.');
        Set<Place> places = new HashSet<>();
        for (MethodModel method : model.methods()) {
            method.findAttribute(Attributes.code()).ifPresent(code -> {
                for (int index : callsBehindHandlers(code)) {
                    places.add(new Place(
                            name,
                            method.methodName().stringValue(),
                            method.methodType().stringValue(),
                            index));
                }
            });
        }
        return places;
    }

    private static List<Integer> callsBehindHandlers(CodeAttribute code) {
        List<Instruction> instructions = new ArrayList<>();
        int[] at = new int[code.codeLength() + 1];
        List<Integer> indices = new ArrayList<>();
        int index = 0;
        for (CodeElement element : code) {
            if (element instanceof Instruction instruction) {
                at[index] = instructions.size();
                instructions.add(instruction);
                indices.add(index);
                index += instruction.sizeInBytes();
            }
        }
        BitSet reached = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int i = open.pop();
            if (reached.get(i)) {
                continue;
            }
            reached.set(i);
            Instruction instruction = instructions.get(i);
            for (Label target : targets(instruction)) {
                open.push(at[code.labelToBci(target)]);
            }
            if (goesOn(instruction)) {
                open.push(i + 1);
            }
        }
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i) instanceof InvokeInstruction && !reached.get(i)) {
                calls.add(indices.get(i));
            }
        }
        return calls;
    }

    private static List<Label> targets(Instruction instruction) {
        return switch (instruction) {
            case BranchInstruction branch -> List.of(branch.target());
            case TableSwitchInstruction table -> targets(table.defaultTarget(), table.cases());
            case LookupSwitchInstruction lookup -> targets(lookup.defaultTarget(), lookup.cases());
            default -> List.of();
        };
    }

    private static List<Label> targets(Label defaultTarget, List<SwitchCase> cases) {
        List<Label> targets = new ArrayList<>(List.of(defaultTarget));
        cases.forEach(one -> targets.add(one.target()));
        return targets;
    }

    private static boolean goesOn(Instruction instruction) {
        return switch (instruction) {
            case BranchInstruction branch -> branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
            case TableSwitchInstruction _, LookupSwitchInstruction _, ReturnInstruction _, ThrowInstruction _ -> false;
            default -> true;
        };
    }
}
