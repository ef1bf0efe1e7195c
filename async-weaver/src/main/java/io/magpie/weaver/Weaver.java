package io.magpie.weaver;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
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

    private final SuspendingInterfaces suspending;

    private final boolean keepLocals;

    /// A weaver that looks classes up with `lookup`.
    ///
    /// @param lookup finds interfaces
    public Weaver(ClassLookup lookup) {
        this(new SuspendingInterfaces(Objects.requireNonNull(lookup, "lookup")), false);
    }

    private Weaver(SuspendingInterfaces suspending, boolean keepLocals) {
        this.suspending = suspending;
        this.keepLocals = keepLocals;
    }

    /// A weaver for debug builds: a suspended block keeps all locals that have a value, those it does not read again
    /// included, so that a debugger shows them.
    ///
    /// @return another weaver, with the same look-up
    public Weaver keepingLocals() {
        return new Weaver(suspending, true);
    }

    /// Weaves one class.
    ///
    /// @param classFile the class as a compiler wrote it, or as this weaver did
    /// @return the woven class and its frames, or what is wrong
    public Result weave(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        Blocks blocks = Blocks.in(model, suspending);
        if (blocks == null) {
            return unchanged(classFile, List.of());
        }
        Map<Block, Analysis> analyses = analyse(blocks);
        if (!blocks.problems.isEmpty() || analyses.isEmpty()) {
            return unchanged(classFile, blocks.problems);
        }
        WovenClass writer = new WovenClass(model, blocks, analyses);
        byte[] woven = writer.write();
        if (woven == null) {
            return unchanged(classFile, blocks.problems);
        }
        Map<String, byte[]> frames = new LinkedHashMap<>();
        for (Block block : blocks.all()) {
            frames.put(nameOf(block), writer.writeFrame(block));
        }
        return new Result(woven, Collections.unmodifiableMap(frames), List.of());
    }

    private Map<Block, Analysis> analyse(Blocks blocks) {
        Map<Block, Analysis> analyses = new LinkedHashMap<>();
        for (Block block : blocks.all()) {
            try {
                analyses.put(block, Analysis.of(block, suspending, keepLocals));
            } catch (Unweavable refused) {
                blocks.problem(refused.line, refused.reason);
            }
        }
        return analyses;
    }

    private static Result unchanged(byte[] classFile, List<Problem> problems) {
        List<Problem> byLine =
                problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
        return new Result(classFile, Map.of(), byLine);
    }

    private static String nameOf(Block block) {
        String descriptor = block.frame.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
