package io.magpie.weaver.command;

import io.magpie.weaver.Weaver;
import io.magpie.weaver.files.ClassFolder;
import io.magpie.weaver.files.ClassPath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// `java -jar async-weaver.jar [-classpath PATH] [-keepLocals] DIR…`: weaves the class files in folders, in place.
public final class WeaveCommand {

    /// All is woven.
    static final int DONE = 0;

    /// Some classes cannot be woven, and are as they were.
    static final int PROBLEMS = 1;

    /// The command line makes no sense.
    static final int USAGE = 2;

    private static final String HELP = """
            java -jar async-weaver.jar [options] DIR...

            Weaves the async blocks of the class files in folders, in place. Weaving them again changes nothing.

              -cp, -classpath PATH   where the classes they were compiled against are: needed if a lambda awaits
                                     whose interface is @Suspending and not one of io.magpie
              -keepLocals            suspended blocks keep all their locals, for a debugger to show
              -quiet                 say nothing if all is well
              -help                  this text
            """;

    private final List<Path> folders = new ArrayList<>();
    private String classPath = "";
    private boolean keepLocals;
    private boolean quiet;

    private WeaveCommand() {}

    /// Runs the command, and ends the JVM with 0, or 1 if a class cannot be woven, or 2 if the arguments make no sense.
    ///
    /// @param arguments see above
    public static void main(String[] arguments) {
        int status = run(System.out, System.err, arguments);
        if (status != DONE) {
            System.exit(status);
        }
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (List.of(arguments).contains("-help") || List.of(arguments).contains("--help")) {
            out.print(HELP);
            return DONE;
        }
        WeaveCommand command = new WeaveCommand();
        try {
            command.read(new ArrayDeque<>(List.of(arguments)));
        } catch (IllegalArgumentException senseless) {
            err.println("async-weaver: " + senseless.getMessage() + "; -help shows the options");
            return USAGE;
        }
        try {
            return command.weave(out, err);
        } catch (IOException failed) {
            err.println("async-weaver: " + failed);
            return PROBLEMS;
        }
    }

    private void read(Deque<String> arguments) {
        while (!arguments.isEmpty()) {
            String argument = arguments.remove();
            switch (argument) {
                case "-cp", "-classpath", "--class-path" -> {
                    if (arguments.isEmpty()) {
                        throw new IllegalArgumentException(argument + " needs a path after it");
                    }
                    classPath = arguments.remove();
                }
                case "-keepLocals" -> keepLocals = true;
                case "-quiet" -> quiet = true;
                default -> {
                    if (argument.startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + argument);
                    }
                    if (!Files.isDirectory(Path.of(argument))) {
                        throw new IllegalArgumentException(argument + " is not a folder");
                    }
                    folders.add(Path.of(argument));
                }
            }
        }
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("which folder of class files is to be woven?");
        }
    }

    private int weave(PrintStream out, PrintStream err) throws IOException {
        int woven = 0;
        int problems = 0;
        try (ClassPath lookup = new ClassPath()) {
            for (Path folder : folders) {
                lookup.add(folder.toString());
            }
            lookup.add(classPath);
            Weaver weaver = new Weaver(lookup);
            if (keepLocals) {
                weaver = weaver.keepingLocals();
            }
            for (Path folder : folders) {
                ClassFolder.Report report = new ClassFolder(folder).weave(weaver);
                woven += report.woven();
                problems += report.problems().size();
                for (Weaver.Problem problem : report.problems()) {
                    err.println(problem.file() + ":" + problem.line() + ": error: " + problem.message());
                }
            }
        }
        if (problems > 0) {
            err.println("async-weaver: " + problems + (problems == 1 ? " error" : " errors"));
            return PROBLEMS;
        }
        if (!quiet) {
            out.println("async-weaver: " + woven + (woven == 1 ? " class" : " classes") + " woven");
        }
        return DONE;
    }
}
