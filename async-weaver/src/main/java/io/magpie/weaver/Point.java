package io.magpie.weaver;

import java.util.List;

/// A suspension point: an instruction at which a block may stop, and what it has to keep.
///
/// @param at the instruction
/// @param number the state of a frame that is suspended here; those of clean-up are the highest
/// @param line the source line; 0 if unknown
/// @param locals what lives on, by slot; TOP where nothing does
/// @param stack what is on the operand stack below the future, the lowest first
/// @param taken what it takes from the operand stack: the future; or the receiver and the arguments of a call
/// @param covered whether an exception handler covers it
record Point(
        int at,
        int number,
        int line,
        List<VarType> locals,
        List<VarType> stack,
        List<VarType> taken,
        boolean covered) {}
