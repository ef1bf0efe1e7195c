package io.magpie.weaver;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;

/// Makes frames where lambdas were made.
///
/// The call site becomes a call of the frame class's `create`. Where `Async.async` follows, that call goes away: the
/// frame is the future; a method of the runtime that has a twin ([Twins]) gets the frame as a future too. Everywhere
/// else the frame is passed on as the lambda, and serves as a template.
final class CallSites {

    private final Blocks blocks;

    CallSites(Blocks blocks) {
        this.blocks = blocks;
    }

    /// Whether a method makes frames.
    boolean isIn(MethodModel method) {
        CodeModel code = method.code().orElse(null);
        if (code == null) {
            return false;
        }
        for (CodeElement element : code) {
            if (element instanceof InvokeDynamicInstruction site && blocks.at(site) != null) {
                return true;
            }
        }
        return false;
    }

    /// Writes the instruction at `index`, if it or the one before it is what this pass is about.
    ///
    /// @return whether it was written, or is not needed
    boolean write(MethodCode code, int index, CodeBuilder out) {
        Instruction instruction = code.at(index);
        if (instruction instanceof InvokeDynamicInstruction site) {
            Block block = blocks.at(site);
            if (block != null) {
                out.invokestatic(block.frame, "create", block.createType());
                return true;
            }
        }
        if (!(instruction instanceof InvokeInstruction invoke) || !followsSite(code, index)) {
            return false;
        }
        if (Twins.hasTwin(invoke)) {
            Twins.writeTwin(invoke, out);
            return true;
        }
        return Twins.isAsync(invoke);
    }

    private boolean followsSite(MethodCode code, int index) {
        return index > 0
                && code.at(index - 1) instanceof InvokeDynamicInstruction site
                && blocks.at(site) != null
                && code.frameAt(index) == null;
    }

    /// Writes a method that is no block, with its call sites changed.
    void rewrite(MethodModel method, MethodBuilder out) {
        MethodCode code = new MethodCode(method);
        method.forEach(element -> {
            if (element instanceof CodeModel) {
                out.withCode(body -> copy(code, body));
            } else {
                out.with(element);
            }
        });
    }

    private void copy(MethodCode code, CodeBuilder out) {
        int index = 0;
        for (CodeElement element : code.elements) {
            if (!(element instanceof Instruction)) {
                out.with(element);
            } else if (!write(code, index++, out)) {
                out.with(element);
            }
        }
        if (!code.frames.isEmpty()) {
            out.with(StackMapTableAttribute.of(code.frames));
        }
    }

    /// The access flags of the method that runs a block: the frame class calls it, from outside of the nest.
    static int accessOf(boolean inInterface) {
        return ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC | (inInterface ? ClassFile.ACC_PUBLIC : 0);
    }
}
