package io.magpie.benchmarks.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// Reads and writes a [Run] as JSON.
public final class ResultsFile {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .registerTypeHierarchyAdapter(Floor.class, new FloorJson())
            .create();

    private ResultsFile() {}

    /// Writes a run. Whoever reads the file meanwhile sees the run as it was before, or as it is after.
    ///
    /// @param run what to write
    /// @param file where; folders are made
    /// @throws IOException if it cannot be written
    public static void write(Run run, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path written = absolute.resolveSibling(absolute.getFileName() + ".part");
        Files.writeString(written, toJson(run));
        Files.move(written, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Reads a run.
    ///
    /// @param file that [#write] wrote
    /// @return the run
    /// @throws IOException if it cannot be read
    /// @throws IllegalArgumentException if it has another format
    public static Run read(Path file) throws IOException {
        try {
            return fromJson(Files.readString(file));
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " holds no results of ./run bench: " + e.getMessage(), e);
        }
    }

    /// A run as JSON.
    ///
    /// @param run without NaN or infinite figures
    /// @return the text
    public static String toJson(Run run) {
        return GSON.toJson(run) + "\n";
    }

    /// A run from JSON.
    ///
    /// @param json the text
    /// @return the run
    /// @throws JsonParseException if it is no JSON
    /// @throws IllegalArgumentException if it has another format
    public static Run fromJson(String json) {
        @Nullable Run run;
        try {
            run = GSON.fromJson(json, Run.class);
        } catch (RuntimeException e) {
            // What the constructor of a record throws comes wrapped.
            throw e.getCause() instanceof IllegalArgumentException cause ? cause : e;
        }
        if (run == null) {
            throw new IllegalArgumentException("the text is empty");
        }
        return run;
    }
}
