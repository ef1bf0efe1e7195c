package io.magpie.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Weaves the async blocks of the tests of a project. */
@Mojo(
        name = "test-weave",
        defaultPhase = LifecyclePhase.PROCESS_TEST_CLASSES,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class TestWeaveMojo extends AbstractWeaveMojo {

    /** The folder of class files. */
    @Parameter(defaultValue = "${project.build.testOutputDirectory}", required = true)
    private File classesDirectory = new File("target/test-classes");

    @Parameter(defaultValue = "${project.testClasspathElements}", readonly = true, required = true)
    private List<String> classPath = List.of();

    /** Made by Maven. */
    public TestWeaveMojo() {}

    @Override
    File classes() {
        return classesDirectory;
    }

    @Override
    List<String> classPath() {
        return classPath;
    }
}
