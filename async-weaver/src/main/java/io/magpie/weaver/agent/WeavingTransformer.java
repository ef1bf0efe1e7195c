package io.magpie.weaver.agent;

import io.magpie.weaver.Weaver;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weaves a class that is about to be defined. Called by any thread.
final class WeavingTransformer implements ClassFileTransformer {

    /// In every class that has an async block, and in few others.
    private static final byte[] METAFACTORY = "java/lang/invoke/LambdaMetafactory".getBytes(StandardCharsets.US_ASCII);

    private final FrameDefiner definer;
    private final PrintStream err;
    private final boolean keepLocals;

    WeavingTransformer(FrameDefiner definer, PrintStream err, boolean keepLocals) {
        this.definer = definer;
        this.err = err;
        this.keepLocals = keepLocals;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (loader == null || className == null || !mayHaveBlocks(classFile)) {
            return null;
        }
        try {
            Weaver.Result result = weaverFor(loader).weave(classFile);
            if (!result.problems().isEmpty()) {
                for (Weaver.Problem problem : result.problems()) {
                    err.println(problem.file() + ":" + problem.line() + ": error: " + problem.message());
                }
                err.println(
                        "async-weaver: " + className.replace('/', '.') + " is loaded as it is: its async blocks fail");
                return null;
            }
            if (result.classFile() == classFile) {
                return null;
            }
            if (redefined != null) {
                err.println("async-weaver: " + redefined.getName() + " has async blocks, and such a class cannot be"
                        + " redefined while the program runs: start the program again");
                return null;
            }
            for (Map.Entry<String, byte[]> frame : result.frames().entrySet()) {
                definer.define(loader, frame.getKey().replace('/', '.'), frame.getValue(), domain);
            }
            return result.classFile();
        } catch (RuntimeException | Error failed) {
            // The JVM would drop it without a word.
            err.println("async-weaver: " + className.replace('/', '.') + " is loaded as it is, because of " + failed);
            return null;
        }
    }

    /// Which of some loaded classes have blocks and were not woven.
    List<String> unwoven(Class<?>[] loaded) {
        List<String> names = new ArrayList<>();
        for (Class<?> type : loaded) {
            ClassLoader loader = type.getClassLoader();
            if (loader == null || loader == ClassLoader.getPlatformClassLoader() || type.isHidden() || type.isArray()) {
                continue;
            }
            byte[] classFile = find(loader, type.getName().replace('.', '/'));
            if (classFile != null && mayHaveBlocks(classFile)) {
                Weaver.Result result = weaverFor(loader).weave(classFile);
                if (result.classFile() != classFile || !result.problems().isEmpty()) {
                    names.add(type.getName());
                }
            }
        }
        return names;
    }

    private Weaver weaverFor(ClassLoader loader) {
        Weaver weaver = new Weaver(name -> find(loader, name));
        return keepLocals ? weaver.keepingLocals() : weaver;
    }

    /// As a resource: loading the class would be too early.
    private static byte @Nullable [] find(ClassLoader loader, String internalName) {
        try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            return null;
        }
    }

    /// A quick look, so that most classes are not parsed.
    private static boolean mayHaveBlocks(byte[] classFile) {
        search:
        for (int start = 0; start <= classFile.length - METAFACTORY.length; start++) {
            for (int i = 0; i < METAFACTORY.length; i++) {
                if (classFile[start + i] != METAFACTORY[i]) {
                    continue search;
                }
            }
            return true;
        }
        return false;
    }
}
