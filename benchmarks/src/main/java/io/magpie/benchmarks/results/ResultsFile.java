package io.magpie.benchmarks.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
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
        Path written = part(absolute);
        Files.writeString(written, toJson(run));
        Files.move(written, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /// Reads a run.
    ///
    /// @param file that [#write] wrote
    /// @return the run
    /// @throws IOException if it cannot be read
    /// @throws IllegalArgumentException if it is no such file, or has another format
    public static Run read(Path file) throws IOException {
        try {
            return fromJson(Files.readString(file));
        } catch (JsonParseException | IllegalArgumentException | CharacterCodingException e) {
            throw new IllegalArgumentException(file + " holds no results of ./run bench: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + ": ./run bench writes its results to target/bench", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Says before hours of measuring that their results could not be kept. What is in the file stays as it is.
    ///
    /// @param file where results are to go; folders are made
    /// @throws IOException if it cannot be written
    public static void requireWritable(Path file) throws IOException {
        try {
            Path absolute = file.toAbsolutePath();
            Path folder = absolute.getParent();
            if (Files.isDirectory(absolute) || folder == null) {
                throw new IOException("it is a folder");
            }
            Files.createDirectories(folder);
            Files.delete(Files.writeString(part(absolute), ""));
        } catch (IOException e) {
            throw new IOException("the results cannot be written to " + file + ": " + e, e);
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
        } catch (JsonParseException e) {
            throw e;
        } catch (RuntimeException e) {
            // What the constructor of a record throws comes wrapped.
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw cause instanceof IllegalArgumentException refused
                    ? refused
                    : new IllegalArgumentException("something is missing in it: " + cause, e);
        }
        if (run == null) {
            throw new IllegalArgumentException("the text is empty");
        }
        return run;
    }
}
