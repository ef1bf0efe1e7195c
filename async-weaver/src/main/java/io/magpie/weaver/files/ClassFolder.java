package io.magpie.weaver.files;

import io.magpie.weaver.Weaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A folder of class files to weave. Weaving it again changes nothing.
public final class ClassFolder {

    /// What became of a folder.
    ///
    /// @param woven how many classes have changed
    /// @param problems what is wrong; those classes are as they were
    public record Report(int woven, List<Weaver.Problem> problems) {}

    private final Path root;

    /// A folder, as it is named after `-d`: the folders of packages are in there.
    ///
    /// @param root the folder
    public ClassFolder(Path root) {
        this.root = root;
    }

    /// Weaves every class that has blocks, and deletes frames that no class mentions.
    ///
    /// A class is replaced when its frames are there: never is a woven class without them.
    ///
    /// @param weaver the weaver, whose lookup sees this folder
    /// @return what became of it
    /// @throws IOException if a file cannot be read or written
    public Report weave(Weaver weaver) throws IOException {
        int woven = 0;
        List<Weaver.Problem> problems = new ArrayList<>();
        for (Path file : classFiles()) {
            byte[] classFile = Files.readAllBytes(file);
            Weaver.Result result = weaver.weave(classFile);
            problems.addAll(result.problems());
            if (!result.problems().isEmpty() || result.classFile() == classFile) {
                continue;
            }
            for (Map.Entry<String, byte[]> frame : result.frames().entrySet()) {
                FrameFiles.write(root.resolve(frame.getKey() + ".class"), frame.getValue());
            }
            FrameFiles.write(file, result.classFile());
            woven++;
        }
        FrameFiles.deleteOrphans(root);
        return new Report(woven, List.copyOf(problems));
    }

    private List<Path> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class") && !FrameFiles.isNamedAsFrame(file))
                    .sorted()
                    .toList();
        }
    }
}
