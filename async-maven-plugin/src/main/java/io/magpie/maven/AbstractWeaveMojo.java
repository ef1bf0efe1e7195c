package io.magpie.maven;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * What both goals do: run the command of the weaver on a folder of class files.
 *
 * <p>In a JVM of its own, that of the toolchain if there is one: the weaver needs a JDK 25, and Maven may run on less.
 */
abstract class AbstractWeaveMojo extends AbstractMojo {

    private static final String WEAVER = "io.magpie:async-weaver";
    private static final String COMMAND = "io.magpie.weaver.command.WeaveCommand";
    private static final int NEEDED_JDK = 25;

    /** Whether suspended blocks keep all their locals, for a debugger to show. */
    @Parameter(property = "magpie.keepLocals", defaultValue = "false")
    private boolean keepLocals;

    /** Leaves the classes as they are. */
    @Parameter(property = "magpie.skipWeaving", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${plugin.artifactMap}", readonly = true, required = true)
    private Map<String, Artifact> pluginArtifacts = Map.of();

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private @Nullable MavenSession session;

    @Component
    @SuppressWarnings("deprecation") // its successor is in another artifact
    private @Nullable ToolchainManager toolchains;

    /** The folder of class files. */
    abstract File classes();

    /** What the classes were compiled against. */
    abstract List<String> classPath();

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || !classes().isDirectory()) {
            getLog().debug("nothing to weave in " + classes());
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1", // the weaver is done before a better compiler would pay
                "-cp",
                weaver(),
                COMMAND,
                "-quiet",
                "-classpath",
                String.join(File.pathSeparator, classPath())));
        if (keepLocals) {
            command.add("-keepLocals");
        }
        command.add(classes().getPath());
        run(command);
    }

    private void run(List<String> command) throws MojoExecutionException, MojoFailureException {
        List<String> said = new ArrayList<>();
        int status;
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(said::add);
            }
            status = process.waitFor();
        } catch (IOException failed) {
            throw new MojoExecutionException("the weaver could not be started with " + command, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted while the weaver ran", interrupted);
        }
        if (status != 0) {
            said.forEach(getLog()::error);
            throw new MojoFailureException("some async blocks in " + classes() + " cannot be woven; see above");
        }
        said.forEach(getLog()::info);
    }

    private String weaver() throws MojoExecutionException {
        Artifact weaver = pluginArtifacts.get(WEAVER);
        if (weaver == null || weaver.getFile() == null) {
            throw new MojoExecutionException(
                    WEAVER + " is not among the dependencies of this plugin: was it excluded?");
        }
        return weaver.getFile().getPath();
    }

    private String java() throws MojoExecutionException {
        Toolchain toolchain =
                toolchains == null || session == null ? null : toolchains.getToolchainFromBuildContext("jdk", session);
        String found = toolchain == null ? null : toolchain.findTool("java");
        if (found != null) {
            return found;
        }
        if (Runtime.version().feature() < NEEDED_JDK) {
            throw new MojoExecutionException("the weaver needs a JDK " + NEEDED_JDK + ", and Maven runs on "
                    + Runtime.version() + ": select one with the goal select-jdk-toolchain of maven-toolchains-plugin,"
                    + " or run Maven on it");
        }
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
