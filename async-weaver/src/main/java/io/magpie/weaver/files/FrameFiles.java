package io.magpie.weaver.files;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of frames, `Outer$$AsyncN.class`: a frame is there as long as a class `Outer` beside it mentions it.
public final class FrameFiles {

    private static final Pattern NAME = Pattern.compile("(.+)\\$\\$Async\\d+\\.class");
    private static final String FRAME = "io/magpie/spi/AsyncFrame";

    private FrameFiles() {}

    /// Whether a file is named as a frame is.
    ///
    /// @param file a class file
    /// @return true if it is
    public static boolean isNamedAsFrame(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /// Deletes the frames of a class that it does not mention.
    ///
    /// @param outer its class file; need not exist
    /// @param classFile what is in there; null to delete all its frames
    /// @throws IOException if a file cannot be read or deleted
    public static void deleteStale(Path outer, byte @Nullable [] classFile) throws IOException {
        Path folder = outer.getParent();
        String name = withoutSuffix(outer);
        Set<Path> frames = new HashSet<>();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*$$Async*.class")) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches() && matcher.group(1).equals(name)) {
                    frames.add(file);
                }
            }
        }
        deleteUnmentioned(frames, classFile);
    }

    /// Deletes every frame below a folder whose class is gone or does not mention it.
    ///
    /// @param root the folder of class files
    /// @throws IOException if a file cannot be read or deleted
    public static void deleteOrphans(Path root) throws IOException {
        Map<Path, Set<Path>> framesOf = new HashMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    framesOf.computeIfAbsent(file.resolveSibling(matcher.group(1) + ".class"), _ -> new HashSet<>())
                            .add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        for (Map.Entry<Path, Set<Path>> entry : framesOf.entrySet()) {
            deleteUnmentioned(entry.getValue(), contentsOf(entry.getKey()));
        }
    }

    private static void deleteUnmentioned(Set<Path> frames, byte @Nullable [] outer) throws IOException {
        if (frames.isEmpty()) {
            return;
        }
        Set<String> mentioned = outer == null ? Set.of() : frameNamesIn(outer);
        for (Path frame : frames) {
            if (!mentioned.contains(withoutSuffix(frame)) && isFrame(frame)) {
                Files.deleteIfExists(frame);
            }
        }
    }

    /// The simple names of the frames that a class mentions.
    private static Set<String> frameNamesIn(byte[] classFile) {
        Set<String> names = new HashSet<>();
        for (PoolEntry entry : ClassFile.of().parse(classFile).constantPool()) {
            if (entry instanceof Utf8Entry text && text.stringValue().contains("$$Async")) {
                String name = text.stringValue();
                names.add(name.substring(name.lastIndexOf('/') + 1));
            }
        }
        return names;
    }

    /// A class that people wrote is never deleted, whatever it is called.
    private static boolean isFrame(Path file) throws IOException {
        byte[] contents = contentsOf(file);
        if (contents == null) {
            return false;
        }
        ClassModel model = ClassFile.of().parse(contents);
        return (model.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) != 0
                && model.superclass()
                        .map(parent -> parent.asInternalName().equals(FRAME))
                        .orElse(false);
    }

    private static byte @Nullable [] contentsOf(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static String withoutSuffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".class".length());
    }

    /// Replaces a file by one that is whole: never is there half of one.
    ///
    /// @param file what to replace
    /// @param contents its new contents
    /// @throws IOException if it cannot be written
    public static void write(Path file, byte[] contents) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, contents);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
