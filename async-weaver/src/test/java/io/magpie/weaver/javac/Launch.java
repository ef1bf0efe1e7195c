package io.magpie.weaver.javac;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Packs classes into jars and starts them in a JVM of their own.
final class Launch {

    private Launch() {}

    /// A jar of a folder, with the manifest that is in there.
    static Path jar(Path jar, Path folder) throws IOException {
        Manifest manifest;
        try (var in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
            manifest = new Manifest(in);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (String name : Compilation.classesIn(folder)) {
                if (!name.equals("META-INF/MANIFEST.MF")) {
                    entries.putNextEntry(new JarEntry(name.replace(File.separatorChar, '/')));
                    Files.copy(folder.resolve(name), entries);
                }
            }
        }
        return jar;
    }

    /// What a JVM says, on stdout and stderr, until it ends.
    static List<String> java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader()) {
            return lines.readAllLines();
        }
    }
}
