package io.magpie.weaver;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Code that turns values into objects and back.
final class Boxing {

    private Boxing() {}

    /// Turns the value on the stack, of `type`, into an object; void becomes null.
    static void box(CodeBuilder code, ClassDesc type) {
        if (type.equals(ConstantDescs.CD_void)) {
            code.aconst_null();
        } else if (type.isPrimitive()) {
            ClassDesc box = boxOf(type);
            code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, type));
        }
    }

    /// Turns the object on the stack into a value of `type`; void drops it.
    static void unbox(CodeBuilder code, ClassDesc type) {
        if (type.equals(ConstantDescs.CD_void)) {
            code.pop();
        } else if (type.isPrimitive()) {
            ClassDesc box = boxOf(type);
            code.checkcast(box).invokevirtual(box, type.displayName() + "Value", MethodTypeDesc.of(type));
        } else if (!type.equals(ConstantDescs.CD_Object)) {
            code.checkcast(type);
        }
    }

    private static ClassDesc boxOf(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "Z" -> ConstantDescs.CD_Boolean;
            case "B" -> ConstantDescs.CD_Byte;
            case "S" -> ConstantDescs.CD_Short;
            case "C" -> ConstantDescs.CD_Character;
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "F" -> ConstantDescs.CD_Float;
            case "D" -> ConstantDescs.CD_Double;
            default -> throw new AssertionError(primitive + " is not primitive");
        };
    }
}
