package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a frame keeps what lives across its suspension points.
///
/// A parameter that the block never writes stays in its own field. Everything else is put into a field of its kind
/// (int, long, float, double, reference); each point uses the fields anew, so that a frame has only as many as its
/// largest point needs. A local keeps its field from one point to the next where that is free.
final class SpillLayout {

    /// A field of the frame.
    ///
    /// @param name its name
    /// @param type the type of all that is ever put into it; Object if there are several
    record Field(String name, ClassDesc type) {}

    /// A field, and what a point keeps in it; no field for a local that is always null.
    ///
    /// @param slot the local variable, or the position on the operand stack
    record Saved(int slot, VarType type, @Nullable String field) {}

    /// What a point saves.
    record Saves(List<Saved> locals, List<Saved> stack) {}

    private final Map<Integer, Parameter> constants = new HashMap<>();
    private final Map<Integer, Saves> byPoint = new HashMap<>();
    private final Map<String, ClassDesc> types = new LinkedHashMap<>();
    private final Map<TypeKind, Map<Integer, Integer>> homes = new HashMap<>();

    SpillLayout(MethodCode code, Block block, List<Point> points) {
        BitSet written = written(code);
        for (Parameter parameter : block.all()) {
            if (!written.get(parameter.slot())) {
                constants.put(parameter.slot(), parameter);
            }
        }
        for (Point point : points) {
            byPoint.put(point.number(), save(point));
        }
    }

    /// The fields for what is saved, in order.
    List<Field> fields() {
        return types.entrySet().stream()
                .map(entry -> new Field(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// The type of a field.
    ClassDesc typeOf(String field) {
        ClassDesc type = types.get(field);
        if (type == null) {
            throw new AssertionError("no field " + field);
        }
        return type;
    }

    /// The parameter that is in a slot all the time; null if there is none.
    @Nullable
    Parameter constantAt(int slot) {
        return constants.get(slot);
    }

    Saves at(Point point) {
        Saves saves = byPoint.get(point.number());
        if (saves == null) {
            throw new AssertionError("no point " + point.number());
        }
        return saves;
    }

    private static BitSet written(MethodCode code) {
        BitSet written = new BitSet();
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.at(i);
            if (instruction instanceof StoreInstruction store) {
                written.set(store.slot());
            } else if (instruction instanceof IncrementInstruction increment) {
                written.set(increment.slot());
            }
        }
        return written;
    }

    private Saves save(Point point) {
        Map<TypeKind, BitSet> taken = new HashMap<>();
        List<Saved> locals = new ArrayList<>();
        for (int slot = 0; slot < point.locals().size(); slot++) {
            VarType type = point.locals().get(slot);
            if (type != Simple.TOP && !constants.containsKey(slot)) {
                locals.add(new Saved(slot, type, fieldFor(slot, type, taken)));
            }
        }
        List<Saved> stack = new ArrayList<>();
        for (int i = 0; i < point.stack().size(); i++) {
            VarType type = point.stack().get(i);
            stack.add(new Saved(i, type, fieldFor(-1 - i, type, taken)));
        }
        return new Saves(List.copyOf(locals), List.copyOf(stack));
    }

    private @Nullable String fieldFor(int key, VarType type, Map<TypeKind, BitSet> taken) {
        if (type == Simple.NULL) {
            return null;
        }
        TypeKind kind = type.kind();
        BitSet busy = taken.computeIfAbsent(kind, _ -> new BitSet());
        Map<Integer, Integer> home = homes.computeIfAbsent(kind, _ -> new HashMap<>());
        Integer preferred = home.get(key);
        int index = preferred != null && !busy.get(preferred) ? preferred : busy.nextClearBit(0);
        busy.set(index);
        home.putIfAbsent(key, index);
        String name = prefix(kind) + index;
        types.merge(name, declared(type), (a, b) -> a.equals(b) ? a : ConstantDescs.CD_Object);
        return name;
    }

    private static String prefix(TypeKind kind) {
        return switch (kind) {
            case INT -> "i";
            case LONG -> "j";
            case FLOAT -> "f";
            case DOUBLE -> "d";
            default -> "l";
        };
    }

    private static ClassDesc declared(VarType type) {
        return type instanceof Reference(ClassDesc declared)
                ? declared
                : type.kind().upperBound();
    }
}
