package io.magpie.weaver;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;

/// Which awaits of a method are clean-up, for blocks that run without being woven.
///
/// The runtime looks for this class by name, and calls it by reflection, when an unwoven block is being cancelled
/// (`magpie.unwoven=continuation`): so such a block is cancelled where a woven one would be.
public final class CleanUpPoints {

    private CleanUpPoints() {}

    /// Whether a call can be reached only through the entry of an exception handler.
    ///
    /// @param classFile the class of the method, as javac made it
    /// @param method the method's name
    /// @param descriptor the method's descriptor
    /// @param bytecodeIndex where the call is in the method's code
    /// @return true if it is clean-up
    /// @throws IllegalArgumentException if there is no such instruction
    public static boolean isCleanUp(byte[] classFile, String method, String descriptor, int bytecodeIndex) {
        for (MethodModel candidate : ClassFile.of().parse(classFile).methods()) {
            if (candidate.methodName().equalsString(method)
                    && candidate.methodType().equalsString(descriptor)
                    && candidate.code().isPresent()) {
                return isCleanUp(new MethodCode(candidate), bytecodeIndex);
            }
        }
        throw new IllegalArgumentException("the class has no method " + method + descriptor);
    }

    private static boolean isCleanUp(MethodCode code, int bytecodeIndex) {
        int at = 0;
        for (int i = 0; i < code.size(); i++) {
            if (at == bytecodeIndex) {
                return !Suspensions.reachedWithoutHandlers(code).get(i);
            }
            at += code.at(i).sizeInBytes();
        }
        throw new IllegalArgumentException(
                "no instruction begins at " + bytecodeIndex + ": the method has " + at + " bytes of code");
    }
}
