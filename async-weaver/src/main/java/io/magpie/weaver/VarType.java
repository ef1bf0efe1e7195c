package io.magpie.weaver;

import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.constant.ClassDesc;

/// What the verifier knows of a local variable or of a value on the operand stack.
sealed interface VarType {

    /// The types without more to say.
    enum Simple implements VarType {
        TOP(SimpleVerificationTypeInfo.TOP),
        INT(SimpleVerificationTypeInfo.INTEGER),
        FLOAT(SimpleVerificationTypeInfo.FLOAT),
        LONG(SimpleVerificationTypeInfo.LONG),
        DOUBLE(SimpleVerificationTypeInfo.DOUBLE),
        NULL(SimpleVerificationTypeInfo.NULL),
        UNINITIALIZED_THIS(SimpleVerificationTypeInfo.UNINITIALIZED_THIS);

        final SimpleVerificationTypeInfo info;

        Simple(SimpleVerificationTypeInfo info) {
            this.info = info;
        }
    }

    /// A reference to an object of a type, or null.
    record Reference(ClassDesc type) implements VarType {}

    /// An object that was made by the instruction `newAt`, and not yet constructed.
    record Uninitialized(int newAt) implements VarType {}

    /// Whether it takes two slots.
    default boolean isWide() {
        return this == Simple.LONG || this == Simple.DOUBLE;
    }

    /// How it is loaded and stored.
    default TypeKind kind() {
        return switch (this) {
            case Simple simple ->
                switch (simple) {
                    case INT -> TypeKind.INT;
                    case FLOAT -> TypeKind.FLOAT;
                    case LONG -> TypeKind.LONG;
                    case DOUBLE -> TypeKind.DOUBLE;
                    case NULL, UNINITIALIZED_THIS -> TypeKind.REFERENCE;
                    case TOP -> throw new AssertionError("a slot without a value has no kind");
                };
            case Reference _, Uninitialized _ -> TypeKind.REFERENCE;
        };
    }

    /// The type of a value of a declared type.
    static VarType of(ClassDesc type) {
        return type.isPrimitive() ? of(TypeKind.from(type)) : new Reference(type);
    }

    /// The type of a primitive value.
    static VarType of(TypeKind primitive) {
        return switch (primitive) {
            case BOOLEAN, BYTE, SHORT, CHAR, INT -> Simple.INT;
            case FLOAT -> Simple.FLOAT;
            case LONG -> Simple.LONG;
            case DOUBLE -> Simple.DOUBLE;
            case REFERENCE, VOID -> throw new AssertionError(primitive + " is not primitive");
        };
    }
}
