package io.magpie.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Weaves the async blocks of the classes of a project. */
@Mojo(
        name = "weave",
        defaultPhase = LifecyclePhase.PROCESS_CLASSES,
        requiresDependencyResolution = ResolutionScope.COMPILE,
        threadSafe = true)
public final class WeaveMojo extends AbstractWeaveMojo {

    /** The folder of class files. */
    @Parameter(defaultValue = "${project.build.outputDirectory}", required = true)
    private File classesDirectory = new File("target/classes");

    @Parameter(defaultValue = "${project.compileClasspathElements}", readonly = true, required = true)
    private List<String> classPath = List.of();

    /** Made by Maven. */
    public WeaveMojo() {}

    @Override
    File classes() {
        return classesDirectory;
    }

    @Override
    List<String> classPath() {
        return classPath;
    }
}
