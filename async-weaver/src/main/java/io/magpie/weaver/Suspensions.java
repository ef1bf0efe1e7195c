package io.magpie.weaver;

import io.magpie.weaver.MethodCode.Handler;
import io.magpie.weaver.VarType.Simple;
import io.magpie.weaver.VarType.Uninitialized;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The suspension points of a block, numbered; and the objects that are made around them.
///
/// ## Clean-up
///
/// A point that is reached only through the entry of an exception handler is clean-up: in a `catch`, or in the copy of
/// a `finally` that runs when something was thrown. These have the highest numbers.
///
/// ## Delayed `new`
///
/// In `new X(await(…))` the object is on the operand stack, not yet constructed, and nothing may keep such an object.
/// So it is made later, just before its constructor is called; what is done at the place of the `new` is only to
/// initialise the class. (javac moves such objects to locals and back when an argument is a `switch` with a `try` in
/// it.)
final class Suspensions {

    /// In code order.
    final List<Point> points = new ArrayList<>();

    /// The first point that is clean-up; one more than there are points if none is.
    final int firstCleanUp;

    /// The `new` instructions that are delayed.
    final BitSet delayed = new BitSet();

    private final Map<Integer, Point> byInstruction = new HashMap<>();

    /// Finds the points of a method.
    ///
    /// @param taken how many values an instruction takes as a suspension point; negative if it is none
    Suspensions(MethodCode code, Types types, Liveness live, ToIntFunction<Instruction> taken) {
        BitSet normal = reachedWithoutHandlers(code);
        int[] monitors = monitorsHeld(code);
        int cleanUps = 0;
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < code.size(); i++) {
            if (taken.applyAsInt(code.at(i)) >= 0 && types.before(i) != null) {
                if (monitors[i] > 0) {
                    throw new Unweavable(
                            code.lineOf(i),
                            "await inside synchronized: a task that waits must not hold a monitor;"
                                    + " use io.magpie.sync.Mutex, or await outside");
                }
                found.add(i);
                cleanUps += normal.get(i) ? 0 : 1;
            }
        }
        firstCleanUp = found.size() - cleanUps + 1;
        int next = 1;
        int nextCleanUp = firstCleanUp;
        for (int i : found) {
            int number = normal.get(i) ? next++ : nextCleanUp++;
            Point point = pointAt(i, number, code, types.at(i), live.before(i), taken.applyAsInt(code.at(i)));
            points.add(point);
            byInstruction.put(i, point);
        }
    }

    @Nullable
    Point at(int index) {
        return byInstruction.get(index);
    }

    /// Whether a type is that of an object that is made later.
    boolean isDelayed(VarType type) {
        return type instanceof Uninitialized(int newAt) && delayed.get(newAt);
    }

    private Point pointAt(int at, int number, MethodCode code, Types.State state, BitSet live, int taken) {
        List<VarType> locals = new ArrayList<>(state.locals());
        for (int slot = 0; slot < locals.size(); slot++) {
            if (!live.get(slot)) {
                locals.set(slot, Simple.TOP);
            } else if (locals.get(slot) instanceof Uninitialized(int newAt)) {
                delayed.set(newAt);
                locals.set(slot, Simple.TOP);
            }
        }
        int below = state.stack().size() - taken;
        List<VarType> stack = new ArrayList<>();
        for (VarType type : state.stack().subList(0, below)) {
            if (type instanceof Uninitialized(int newAt)) {
                delayed.set(newAt);
            } else {
                stack.add(type);
            }
        }
        return new Point(
                at,
                number,
                code.lineOf(at),
                List.copyOf(locals),
                List.copyOf(stack),
                List.copyOf(state.stack().subList(below, state.stack().size())),
                code.isCovered(at));
    }

    /// The instructions that can be reached when nothing is thrown.
    static BitSet reachedWithoutHandlers(MethodCode code) {
        BitSet reached = new BitSet();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int at = open.pop();
            if (!reached.get(at)) {
                reached.set(at);
                code.successors(at, open::push);
            }
        }
        return reached;
    }

    /// How many monitors are held before each instruction.
    private static int[] monitorsHeld(MethodCode code) {
        int[] held = new int[code.size()];
        Predicate<Instruction> isMonitor = MonitorInstruction.class::isInstance;
        if (!hasAny(code, isMonitor)) {
            return held;
        }
        java.util.Arrays.fill(held, -1);
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(0));
        held[0] = 0;
        while (!open.isEmpty()) {
            int at = open.pop();
            int after = held[at];
            if (code.at(at) instanceof MonitorInstruction monitor) {
                after += monitor.opcode() == Opcode.MONITORENTER ? 1 : -1;
            }
            int reaching = Math.max(after, 0);
            code.successors(at, next -> reach(held, open, next, reaching));
            for (Handler handler : code.handlers) {
                if (handler.covers(at)) {
                    reach(held, open, handler.target(), held[at]);
                }
            }
        }
        return held;
    }

    private static void reach(int[] held, ArrayDeque<Integer> open, int at, int count) {
        if (held[at] < 0) {
            held[at] = count;
            open.push(at);
        }
    }

    private static boolean hasAny(MethodCode code, Predicate<Instruction> wanted) {
        for (int i = 0; i < code.size(); i++) {
            if (wanted.test(code.at(i))) {
                return true;
            }
        }
        return false;
    }
}
