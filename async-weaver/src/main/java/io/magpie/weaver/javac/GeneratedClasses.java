package io.magpie.weaver.javac;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import io.magpie.weaver.Weaver;
import io.magpie.weaver.files.FrameFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/// Weaves each class file as soon as javac has written it, so that no class of a compilation that fails later is left
/// unwoven.
///
/// A class whose blocks are lambdas of an interface in the same compilation has to wait until that was written, too. If
/// it never is, because javac found an error, the class is deleted in the end.
final class GeneratedClasses {

    private record Generated(TypeElement type, CompilationUnitTree unit) {}

    /// The class file of an interface is still to come.
    private static final class NotGeneratedYet extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotGeneratedYet() {
            super(null, null, false, false);
        }
    }

    private final ClassOutput output;
    private final MagpieTypes types;
    private final BlockTrees blocks;
    private final Trees trees;
    private final boolean keepLocals;
    private final Set<TypeElement> written = new LinkedHashSet<>();
    private final Set<Path> roots = new LinkedHashSet<>();
    private List<Generated> waiting = new ArrayList<>();
    private @Nullable Generated last;

    GeneratedClasses(ClassOutput output, MagpieTypes types, BlockTrees blocks, Trees trees, boolean keepLocals) {
        this.output = output;
        this.types = types;
        this.blocks = blocks;
        this.trees = trees;
        this.keepLocals = keepLocals;
    }

    /// javac has written the class file of a type.
    void generated(TypeElement type, CompilationUnitTree unit) {
        written.add(type);
        Generated generated = new Generated(type, unit);
        last = generated;
        if (!weave(generated)) {
            waiting.add(generated);
        } else if (!waiting.isEmpty() && types.suspending(type.asType()) != null) {
            waiting = new ArrayList<>(
                    waiting.stream().filter(other -> !weave(other)).toList());
        }
    }

    /// The compilation is over: cleans up.
    void finish() {
        for (Generated left : waiting) {
            try {
                delete(left);
            } catch (IOException failed) {
                reportFailure(left, failed);
            }
        }
        for (Path root : roots) {
            try {
                FrameFiles.deleteOrphans(root);
            } catch (IOException failed) {
                reportFailure(Objects.requireNonNull(last), failed);
            }
        }
    }

    /// Weaves a class. Returns false if it must wait.
    private boolean weave(Generated generated) {
        TypeElement type = generated.type;
        JavaFileObject source = generated.unit.getSourceFile();
        try {
            Path root = output.rootOf(type);
            if (root != null) {
                roots.add(root);
            }
            byte[] classFile = null;
            if (blocks.has(generated.unit)
                    && !MagpieTypes.isLeftAlone(types.elements().getOutermostTypeElement(type))) {
                classFile = output.read(type, source);
                if (classFile == null) {
                    report(
                            generated,
                            0,
                            "the class file of " + type + " is not where javac says it writes them: the"
                                    + " file manager of this compilation keeps it elsewhere. Weave with the Maven goal, the"
                                    + " command or the agent (docs/guide/setting-up-the-weaver.md)");
                    return true;
                }
                Weaver weaver = new Weaver(name -> find(name, type));
                Weaver.Result result = (keepLocals ? weaver.keepingLocals() : weaver).weave(classFile);
                if (!result.problems().isEmpty()) {
                    for (Weaver.Problem problem : result.problems()) {
                        report(generated, problem.line(), problem.message());
                    }
                    delete(generated);
                    return true;
                }
                store(generated, classFile, result);
                classFile = result.classFile();
            }
            Path path = output.pathOf(type, source);
            if (root == null && path != null) {
                FrameFiles.deleteStale(path, classFile);
            }
        } catch (NotGeneratedYet _) {
            return false;
        } catch (IOException failed) {
            reportFailure(generated, failed);
        }
        return true;
    }

    private void store(Generated generated, byte[] classFile, Weaver.Result result) throws IOException {
        JavaFileObject source = generated.unit.getSourceFile();
        for (Map.Entry<String, byte[]> frame : result.frames().entrySet()) {
            output.write(generated.type, source, simpleName(frame.getKey()), frame.getValue());
        }
        if (result.classFile() != classFile) {
            output.write(generated.type, source, simpleName(types.internalName(generated.type)), result.classFile());
        }
    }

    private static String simpleName(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }

    private void delete(Generated generated) throws IOException {
        Path path = output.pathOf(generated.type, generated.unit.getSourceFile());
        if (path != null) {
            Files.deleteIfExists(path);
            FrameFiles.deleteStale(path, null);
        }
    }

    /// The class file that a name means in a class of this compilation.
    private byte @Nullable [] find(String internalName, TypeElement user) {
        TypeElement type = types.suspendingNamed(internalName);
        if (type == null) {
            ModuleElement module = types.elements().getModuleOf(user);
            String name = internalName.replace('/', '.').replace('$', '.');
            type = module == null
                    ? types.elements().getTypeElement(name)
                    : types.elements().getTypeElement(module, name);
        }
        if (type == null) {
            return null;
        }
        try {
            JavaFileObject file = types.elements().getFileObjectOf(type);
            if (file == null) {
                return null;
            }
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                try (InputStream in = file.openInputStream()) {
                    return in.readAllBytes();
                }
            }
            if (!written.contains(type)) {
                if (types.suspending(type.asType()) != null) {
                    throw new NotGeneratedYet();
                }
                return null;
            }
            return output.read(type, file);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private void reportFailure(Generated generated, IOException failed) {
        report(generated, 0, "the class file of " + generated.type + " could not be woven: " + failed);
    }

    private void report(Generated generated, int line, String message) {
        Tree tree = blocks.at(generated.unit, line);
        String text = message;
        if (tree == null || (line != 0 && blocks.lineOf(generated.unit, tree) != line)) {
            text = "line " + line + ": " + message;
        }
        trees.printMessage(
                Diagnostic.Kind.ERROR, text, Objects.requireNonNullElse(tree, generated.unit), generated.unit);
    }
}
