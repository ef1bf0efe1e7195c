package io.magpie.internal.unwoven;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Whether a frame on the stack holds a monitor, read from the code of its method.
///
/// Since JDK 24 a continuation yields although it holds a monitor, and a monitor that is left on another thread than it
/// was entered on is broken. The JVM does not tell, so this looks.
final class HeldMonitors {

    /// For each class the places in its methods at which a monitor is held: method and descriptor, then indices.
    private static final ClassValue<Map<String, Set<Integer>>> PLACES = new ClassValue<>() {
        @Override
        protected Map<String, Set<Integer>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private HeldMonitors() {}

    /// Whether the frame holds a monitor: it is inside `synchronized`, or its method is.
    static boolean isHeldBy(StackWalker.StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        String method = frame.getMethodName() + frame.getDescriptor();
        return PLACES.get(type)
                .computeIfAbsent(method, _ -> places(type, frame))
                .contains(frame.getByteCodeIndex());
    }

    private static Set<Integer> places(Class<?> type, StackWalker.StackFrame frame) {
        byte[] classFile = ClassFiles.read(type);
        if (classFile == null) {
            return Set.of(); // made at run time: nobody writes `synchronized` there
        }
        for (MethodModel method : ClassFile.of().parse(classFile).methods()) {
            if (method.methodName().equalsString(frame.getMethodName())
                    && method.methodType().equalsString(frame.getDescriptor())) {
                boolean whole = (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0;
                return method.code().map(code -> places(code, whole)).orElse(Set.of());
            }
        }
        return Set.of();
    }

    private static Set<Integer> places(CodeModel code, boolean whole) {
        List<Instruction> instructions = new ArrayList<>();
        Map<Label, Integer> labels = new HashMap<>();
        for (CodeElement element : code) {
            switch (element) {
                case LabelTarget target -> labels.put(target.label(), instructions.size());
                case Instruction instruction -> instructions.add(instruction);
                default -> {}
            }
        }
        int[] held = depths(code, instructions, labels);
        Set<Integer> places = new TreeSet<>();
        int index = 0;
        for (int i = 0; i < held.length; i++) {
            if (whole || held[i] > 0) {
                places.add(index);
            }
            index += instructions.get(i).sizeInBytes();
        }
        return places;
    }

    /// The monitors held before each instruction.
    private static int[] depths(CodeModel code, List<Instruction> instructions, Map<Label, Integer> labels) {
        int[] held = new int[instructions.size()];
        if (instructions.stream().noneMatch(MonitorInstruction.class::isInstance)) {
            return held;
        }
        Arrays.fill(held, -1);
        held[0] = 0;
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int at = open.pop();
            int after = held[at];
            if (instructions.get(at) instanceof MonitorInstruction monitor) {
                after = Math.max(0, after + (monitor.opcode() == Opcode.MONITORENTER ? 1 : -1));
            }
            for (int next : successors(instructions, at, labels)) {
                reach(held, open, next, after);
            }
            for (var handler : code.exceptionHandlers()) {
                if (position(labels, handler.tryStart()) <= at && at < position(labels, handler.tryEnd())) {
                    reach(held, open, position(labels, handler.handler()), held[at]);
                }
            }
        }
        return held;
    }

    private static void reach(int[] held, ArrayDeque<Integer> open, int at, int depth) {
        if (held[at] < 0) {
            held[at] = depth;
            open.push(at);
        }
    }

    private static List<Integer> successors(List<Instruction> instructions, int at, Map<Label, Integer> labels) {
        List<Integer> next = new ArrayList<>();
        switch (instructions.get(at)) {
            case ReturnInstruction _, ThrowInstruction _ -> {}
            case BranchInstruction branch -> {
                next.add(position(labels, branch.target()));
                if (branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W) {
                    next.add(at + 1);
                }
            }
            case TableSwitchInstruction table -> addCases(next, table.cases(), table.defaultTarget(), labels);
            case LookupSwitchInstruction lookup -> addCases(next, lookup.cases(), lookup.defaultTarget(), labels);
            default -> next.add(at + 1);
        }
        return next;
    }

    /// The number of the instruction that a label of the same code stands before.
    private static int position(Map<Label, Integer> labels, Label label) {
        return Objects.requireNonNull(labels.get(label));
    }

    private static void addCases(
            List<Integer> next, List<SwitchCase> cases, Label otherwise, Map<Label, Integer> labels) {
        next.add(position(labels, otherwise));
        cases.forEach(one -> next.add(position(labels, one.target())));
    }
}
