package io.magpie.weaver.javac;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// The javac plugin `Magpie`: refuses misuse of `await` in the tree, and weaves each class file once it was written.
///
/// Its one option is `keepLocals`, as in `-Xplugin:"Magpie keepLocals"`: suspended blocks keep all their locals, for a
/// debugger to show.
public final class MagpiePlugin implements Plugin, TaskListener {

    /// What waits on this thread for the processor to bring its filer. javac starts its plugins, then its processors,
    /// both on the thread that compiles. (The processor could ask for its `JavacTask` instead, were it not that some
    /// build tools wrap its environment.)
    private static final ThreadLocal<@Nullable MagpiePlugin> WAITING = new ThreadLocal<>();

    private final List<String> unknownOptions = new ArrayList<>();
    private boolean keepLocals;

    private @Nullable JavacTask task;
    private @Nullable Filer filer;
    /// Whether javac was to process annotations and has not: there are errors, and it will write no class.
    private boolean skipped;
    private @Nullable Parts parts;

    /// What is made when the first class comes, because by then the processor has been there.
    private record Parts(
            Trees trees,
            MagpieTypes types,
            BlockTrees blocks,
            @Nullable GeneratedClasses classes) {}

    /// Made by javac.
    public MagpiePlugin() {}

    @Override
    public String getName() {
        return "Magpie";
    }

    @Override
    public void init(JavacTask task, String... options) {
        for (String option : options) {
            if (option.equals("keepLocals")) {
                keepLocals = true;
            } else {
                unknownOptions.add(option);
            }
        }
        this.task = task;
        WAITING.set(this);
        task.addTaskListener(this);
    }

    /// Called by the processor, on the thread that compiles.
    static void bring(Filer filer) {
        MagpiePlugin plugin = WAITING.get();
        if (plugin != null) {
            plugin.filer = filer;
            WAITING.remove();
        }
    }

    @Override
    public void started(TaskEvent event) {
        switch (event.getKind()) {
            case ANNOTATION_PROCESSING -> skipped = true;
            case ANNOTATION_PROCESSING_ROUND -> skipped = false;
            default -> {}
        }
        TypeElement type = event.getTypeElement();
        if (event.getKind() == TaskEvent.Kind.ANALYZE && type != null) {
            check(event.getCompilationUnit(), type);
        }
    }

    @Override
    public void finished(TaskEvent event) {
        switch (event.getKind()) {
            case GENERATE -> {
                GeneratedClasses classes = parts().classes();
                TypeElement type = event.getTypeElement();
                // module-info is a type to javac, in no package
                if (classes != null && type != null && task().getElements().getPackageOf(type) != null) {
                    classes.generated(type, event.getCompilationUnit());
                }
            }
            case COMPILATION -> {
                WAITING.remove();
                GeneratedClasses classes = parts == null ? null : parts.classes();
                if (classes != null) {
                    classes.finish();
                }
            }
            default -> {}
        }
    }

    /// Reads a class before javac has looked at its flow: that is when it would say "unreported exception" at an await
    /// in the wrong place, which is true and no help.
    private void check(CompilationUnitTree unit, TypeElement type) {
        Parts parts = parts();
        for (String option : unknownOptions) {
            parts.trees()
                    .printMessage(
                            Diagnostic.Kind.ERROR,
                            "-Xplugin:Magpie has no option \"" + option + "\"; its only one is keepLocals",
                            unit,
                            unit);
        }
        unknownOptions.clear();
        TreePath path = pathOf(type, unit, parts.trees());
        if (path == null || !(path.getLeaf() instanceof ClassTree tree) || MagpieTypes.isLeftAlone(type)) {
            return; // else a module or a package
        }
        // Asking for the element of a tree that has none makes javac attribute the class now.
        parts.trees().getElement(new TreePath(path, tree.getModifiers()));
        Tree first = new MisuseScanner(parts.trees(), parts.types(), parts.blocks(), unit).check(path);
        if (first != null && parts.classes() == null && !skipped) {
            parts.trees().printMessage(Diagnostic.Kind.ERROR, CANNOT_WEAVE, first, unit);
        }
    }

    private static @Nullable TreePath pathOf(TypeElement type, CompilationUnitTree unit, Trees trees) {
        for (Tree declared : unit.getTypeDecls()) {
            TreePath path = new TreePath(new TreePath(unit), declared);
            if (type.equals(trees.getElement(path))) {
                return path;
            }
        }
        return null;
    }

    private static final String CANNOT_WEAVE = "this block cannot be woven: the plugin learns the folder of the class"
            + " files from a processor in its own jar, and javac did not run that. Put async-weaver on the processor path"
            + " (--processor-path), and leave out -proc:none; or name the processor io.magpie.weaver.javac.OutputProcessor"
            + " in your list after -processor; or weave with the Maven goal, the command or the agent"
            + " (docs/guide/setting-up-the-weaver.md)";

    private JavacTask task() {
        return Objects.requireNonNull(task, "javac calls init first");
    }

    private Parts parts() {
        Parts made = parts;
        if (made == null) {
            JavacTask task = task();
            Trees trees = Trees.instance(task);
            MagpieTypes types = new MagpieTypes(task.getElements(), task.getTypes());
            BlockTrees blocks = new BlockTrees(trees);
            GeneratedClasses classes = filer == null
                    ? null
                    : new GeneratedClasses(
                            new ClassOutput(filer, task.getElements()), types, blocks, trees, keepLocals);
            made = new Parts(trees, types, blocks, classes);
            parts = made;
        }
        return made;
    }
}
