package io.magpie.weaver;

import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import io.magpie.weaver.VarType.Uninitialized;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.DoubleEntry;
import java.lang.classfile.constantpool.FloatEntry;
import java.lang.classfile.constantpool.IntegerEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.LongEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types of the locals and of the operand stack before each instruction of a method.
///
/// Nothing is inferred and nothing merged: the stack map table has the types wherever paths meet, and from there one
/// pass over the straight code gives the rest. So no class of the user's has to be looked up.
final class Types {

    /// What is known before an instruction. The slot after a long or double is TOP.
    ///
    /// @param locals by slot
    /// @param stack the lowest first; a long or double is one entry
    record State(List<VarType> locals, List<VarType> stack) {}

    private final MethodCode code;
    private final @Nullable State[] before;

    private VarType[] locals = {};
    private final ArrayList<VarType> stack = new ArrayList<>();

    /// Reads the types of a method.
    Types(MethodCode code) {
        this.code = code;
        before = new State[code.size()];
        start();
        boolean reached = true;
        for (int i = 0; i < code.size(); i++) {
            StackMapFrameInfo frame = code.frameAt(i);
            if (frame != null) {
                enter(frame);
                reached = true;
            }
            if (!reached) {
                continue;
            }
            before[i] = new State(List.of(locals), List.copyOf(stack));
            try {
                step(i, code.at(i));
            } catch (IndexOutOfBoundsException e) {
                throw unfamiliar(i, "an instruction takes more from the operand stack than is on it");
            }
            boolean[] fallsThrough = {false};
            int next = i + 1;
            code.successors(i, to -> fallsThrough[0] |= to == next);
            reached = fallsThrough[0];
        }
    }

    /// The types before an instruction; null if it cannot be reached.
    @Nullable
    State before(int index) {
        return before[index];
    }

    /// As [#before(int)], of an instruction that can be reached.
    State at(int index) {
        State state = before[index];
        if (state == null) {
            throw unfamiliar(index, "there is no stack map frame where one is needed");
        }
        return state;
    }

    private Unweavable unfamiliar(int index, String what) {
        return new Unweavable(
                code.lineOf(index),
                "the code of " + code.method.methodName() + " has a shape that the weaver does not know (" + what
                        + "); compile it with javac, or move it into a method of its own");
    }

    // ---- where the types come from

    private void start() {
        locals = new VarType[code.maxLocals];
        Arrays.fill(locals, Simple.TOP);
        int slot = 0;
        for (VarType type : parameters()) {
            locals[slot] = type;
            slot += type.isWide() ? 2 : 1;
        }
    }

    private List<VarType> parameters() {
        List<VarType> types = new ArrayList<>();
        if ((code.method.flags().flagsMask() & java.lang.classfile.ClassFile.ACC_STATIC) == 0) {
            types.add(
                    new Reference(code.method.parent().orElseThrow().thisClass().asSymbol()));
        }
        for (ClassDesc type : code.method.methodTypeSymbol().parameterList()) {
            types.add(VarType.of(type));
        }
        return types;
    }

    private void enter(StackMapFrameInfo frame) {
        Arrays.fill(locals, Simple.TOP);
        int slot = 0;
        for (VerificationTypeInfo info : frame.locals()) {
            VarType type = read(info);
            locals[slot] = type;
            slot += type.isWide() ? 2 : 1;
        }
        stack.clear();
        for (VerificationTypeInfo info : frame.stack()) {
            stack.add(read(info));
        }
    }

    private VarType read(VerificationTypeInfo info) {
        return switch (info) {
            case SimpleVerificationTypeInfo simple ->
                switch (simple) {
                    case TOP -> Simple.TOP;
                    case INTEGER -> Simple.INT;
                    case FLOAT -> Simple.FLOAT;
                    case LONG -> Simple.LONG;
                    case DOUBLE -> Simple.DOUBLE;
                    case NULL -> Simple.NULL;
                    case UNINITIALIZED_THIS -> Simple.UNINITIALIZED_THIS;
                };
            case ObjectVerificationTypeInfo object -> new Reference(object.classSymbol());
            case UninitializedVerificationTypeInfo made -> new Uninitialized(code.positionOf(made.newTarget()));
        };
    }

    // ---- what an instruction does to them

    private void push(VarType type) {
        stack.add(type);
    }

    private void push(ClassDesc type) {
        if (!type.equals(ConstantDescs.CD_void)) {
            push(VarType.of(type));
        }
    }

    private VarType pop() {
        return stack.removeLast();
    }

    private void pop(int count) {
        for (int i = 0; i < count; i++) {
            pop();
        }
    }

    private void step(int index, Instruction instruction) {
        switch (instruction) {
            case ArrayLoadInstruction load -> {
                pop();
                VarType array = pop();
                push(load.opcode() == Opcode.AALOAD ? componentOf(array) : VarType.of(load.typeKind()));
            }
            case ArrayStoreInstruction _ -> pop(3);
            case BranchInstruction branch -> pop(taken(branch.opcode()));
            case ConstantInstruction constant -> push(typeOf(constant));
            case ConvertInstruction convert -> {
                pop();
                push(VarType.of(convert.toType()));
            }
            case DiscontinuedInstruction old ->
                throw unfamiliar(index, old.opcode().toString());
            case FieldInstruction field -> {
                switch (field.opcode()) {
                    case GETSTATIC -> push(field.typeSymbol());
                    case PUTSTATIC -> pop();
                    case GETFIELD -> {
                        pop();
                        push(field.typeSymbol());
                    }
                    default -> pop(2);
                }
            }
            case IncrementInstruction _, NopInstruction _ -> {}
            case InvokeDynamicInstruction dynamic -> {
                pop(dynamic.typeSymbol().parameterCount());
                push(dynamic.typeSymbol().returnType());
            }
            case InvokeInstruction invoke -> invoke(invoke);
            case LoadInstruction load ->
                push(
                        load.opcode().kind() == Opcode.Kind.LOAD && load.typeKind() == TypeKind.REFERENCE
                                ? locals[load.slot()]
                                : VarType.of(load.typeKind()));
            case LookupSwitchInstruction _, TableSwitchInstruction _, MonitorInstruction _, ThrowInstruction _ -> pop();
            case NewMultiArrayInstruction array -> {
                pop(array.dimensions());
                push(array.arrayType().asSymbol());
            }
            case NewObjectInstruction _ -> push(new Uninitialized(index));
            case NewPrimitiveArrayInstruction array -> {
                pop();
                push(array.typeKind().upperBound().arrayType());
            }
            case NewReferenceArrayInstruction array -> {
                pop();
                push(array.componentType().asSymbol().arrayType());
            }
            case OperatorInstruction operator -> operate(operator);
            case ReturnInstruction back -> pop(back.opcode() == Opcode.RETURN ? 0 : 1);
            case StackInstruction shuffle -> shuffle(shuffle.opcode());
            case StoreInstruction store -> store(store.slot(), pop());
            case TypeCheckInstruction check -> {
                pop();
                push(
                        check.opcode() == Opcode.CHECKCAST
                                ? new Reference(check.type().asSymbol())
                                : Simple.INT);
            }
        }
    }

    private static VarType componentOf(VarType array) {
        if (array instanceof Reference(ClassDesc type) && type.isArray()) {
            return new Reference(type.componentType());
        }
        return Simple.NULL; // the component of null: never read
    }

    private static int taken(Opcode branch) {
        return switch (branch) {
            case GOTO, GOTO_W -> 0;
            case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> 1;
            default -> 2;
        };
    }

    private static VarType typeOf(ConstantInstruction constant) {
        if (constant instanceof LoadConstantInstruction load) {
            LoadableConstantEntry entry = load.constantEntry();
            return switch (entry) {
                case IntegerEntry _ -> Simple.INT;
                case FloatEntry _ -> Simple.FLOAT;
                case LongEntry _ -> Simple.LONG;
                case DoubleEntry _ -> Simple.DOUBLE;
                case StringEntry _ -> new Reference(ConstantDescs.CD_String);
                case ClassEntry _ -> new Reference(ConstantDescs.CD_Class);
                case MethodHandleEntry _ -> new Reference(ConstantDescs.CD_MethodHandle);
                case MethodTypeEntry _ -> new Reference(ConstantDescs.CD_MethodType);
                case ConstantDynamicEntry dynamic -> VarType.of(dynamic.typeSymbol());
            };
        }
        return constant.opcode() == Opcode.ACONST_NULL ? Simple.NULL : VarType.of(constant.typeKind());
    }

    private void operate(OperatorInstruction operator) {
        switch (operator.opcode()) {
            case ARRAYLENGTH -> {
                pop();
                push(Simple.INT);
            }
            case INEG, LNEG, FNEG, DNEG -> {}
            case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
                pop(2);
                push(Simple.INT);
            }
            default -> {
                pop(2);
                push(VarType.of(operator.typeKind()));
            }
        }
    }

    private void invoke(InvokeInstruction invoke) {
        MethodTypeDesc type = invoke.typeSymbol();
        pop(type.parameterCount());
        if (invoke.opcode() != Opcode.INVOKESTATIC) {
            VarType receiver = pop();
            if (invoke.opcode() == Opcode.INVOKESPECIAL && invoke.name().equalsString(ConstantDescs.INIT_NAME)) {
                construct(receiver, invoke.owner().asSymbol());
            }
        }
        push(type.returnType());
    }

    private void construct(VarType made, ClassDesc type) {
        VarType constructed = new Reference(
                made == Simple.UNINITIALIZED_THIS
                        ? code.method.parent().orElseThrow().thisClass().asSymbol()
                        : type);
        stack.replaceAll(one -> one.equals(made) ? constructed : one);
        for (int i = 0; i < locals.length; i++) {
            if (locals[i].equals(made)) {
                locals[i] = constructed;
            }
        }
    }

    private void store(int slot, VarType type) {
        if (slot > 0 && locals[slot - 1].isWide()) {
            locals[slot - 1] = Simple.TOP;
        }
        locals[slot] = type;
        if (type.isWide()) {
            locals[slot + 1] = Simple.TOP;
        }
    }

    private void shuffle(Opcode opcode) {
        VarType top = pop();
        switch (opcode) {
            case POP -> {}
            case POP2 -> pop(top.isWide() ? 0 : 1);
            case DUP -> insert(0, top);
            case DUP_X1 -> insert(1, top);
            case DUP_X2 -> insert(below(1), top);
            case DUP2 -> duplicateTwo(top, 0);
            case DUP2_X1 -> duplicateTwo(top, 1);
            case DUP2_X2 -> duplicateTwo(top, 2);
            case SWAP -> {
                VarType second = pop();
                push(top);
                push(second);
            }
            default -> throw new AssertionError(opcode);
        }
    }

    /// How many entries make up two slots, if the topmost `skipped` are already counted as one slot less.
    private int below(int skipped) {
        return stack.getLast().isWide() ? skipped : skipped + 1;
    }

    /// Puts `top` on the stack, and once more below the topmost `depth` entries of what was there.
    private void insert(int depth, VarType... top) {
        stack.addAll(stack.size() - depth, List.of(top));
        stack.addAll(List.of(top));
    }

    private void duplicateTwo(VarType top, int slotsBelow) {
        VarType[] moved = top.isWide() ? new VarType[] {top} : new VarType[] {pop(), top};
        insert(slotsBelow == 2 ? below(1) : slotsBelow, moved);
    }
}
