package io.magpie.examples.weaving.differential;

/// The types of the locals, fields and expressions of a generated program.
enum Type {
    BOOLEAN("boolean", "Boolean", "false"),
    BYTE("byte", "Byte", "((byte) 1)"),
    SHORT("short", "Short", "((short) 1)"),
    CHAR("char", "Character", "'c'"),
    INT("int", "Integer", "1"),
    LONG("long", "Long", "1L"),
    FLOAT("float", "Float", "1f"),
    DOUBLE("double", "Double", "1d"),
    STRING("String", "String", "\"s\""),
    INTEGER("Integer", "Integer", "Integer.valueOf(1)"),
    LONG_BOX("Long", "Long", "Long.valueOf(1)"),
    OBJECT("Object", "Object", "((Object) \"o\")"),
    INTS("int[]", "int[]", "new int[] {1, 2, 3}"),
    LONGS("long[]", "long[]", "new long[] {1, 2, 3}"),
    STRINGS("String[]", "String[]", "new String[] {\"a\", \"b\", \"c\"}"),
    SHAPE("Shape", "Shape", "((Shape) new Circle(1))"),
    HUE("Hue", "Hue", "Hue.RED"),
    CRATE("Crate<String>", "Crate<String>", "new Crate<>(\"x\")");

    static final Type[] NUMBERS = {BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE};
    static final Type[] ALL = values();

    final String java;
    final String boxed;
    /// The shortest expression of this type: what shrinking puts in place of a longer one.
    final String literal;
    /// What makes a future of it: one name for each, because javac is slow with nested calls of overloads.
    final String leaf;

    Type(String java, String boxed, String literal) {
        this.java = java;
        this.boxed = boxed;
        this.literal = literal;
        leaf = isPrimitive() ? "f" + boxed : "f";
    }

    boolean isPrimitive() {
        return Character.isLowerCase(java.charAt(0)) && !java.endsWith("]");
    }

    boolean isNumber() {
        return isPrimitive() && this != BOOLEAN;
    }

    /// The type of the elements of an array; null of another type.
    Type element() {
        return switch (this) {
            case INTS -> INT;
            case LONGS -> LONG;
            case STRINGS -> STRING;
            default -> null;
        };
    }
}
