package io.magpie.weaver;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes state machines of the suspending lambdas of a class. Pure: bytes in, bytes out; one class at a time.
public final class Weaver {

    /// Finds the class files that a class refers to, to see which functional interfaces are suspending.
    @FunctionalInterface
    public interface ClassLookup {

        /// The bytes of a class.
        ///
        /// @param internalName with slashes
        /// @return the class file; null if it is not there
        byte @Nullable [] find(String internalName);
    }

    /// What is wrong with a class, for the person who wrote it.
    ///
    /// @param file the source file's name, or the class's name if it was compiled without
    /// @param line its line; 0 if unknown
    /// @param message what is wrong, and what to do
    public record Problem(String file, int line, String message) {}

    /// What became of a class.
    ///
    /// @param classFile the class, the same array if nothing was to be woven
    /// @param frames the classes made for its blocks: internal names and class files, in order
    /// @param problems what is wrong; if this is not empty, nothing was woven
    @SuppressWarnings("ArrayRecordComponent") // an answer, never compared
    public record Result(byte[] classFile, Map<String, byte[]> frames, List<Problem> problems) {}

    private final ClassLookup lookup;

    /// A weaver that looks classes up with `lookup`.
    ///
    /// @param lookup finds interfaces
    public Weaver(ClassLookup lookup) {
        this.lookup = Objects.requireNonNull(lookup, "lookup");
    }

    /// Weaves one class.
    ///
    /// @param classFile the class as a compiler wrote it, or as this weaver did
    /// @return the woven class and its frames, or what is wrong
    public Result weave(byte[] classFile) {
        Objects.requireNonNull(lookup);
        return new Result(classFile, Map.of(), List.of());
    }
}
