package io.magpie.weaver.javac;

import java.net.URLClassLoader;
import java.util.ServiceLoader;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;

/// Tells [MagpiePlugin] where class files go. Processes no annotation; does nothing without the plugin.
public final class OutputProcessor extends AbstractProcessor {

    private boolean alone;

    /// Made by javac.
    public OutputProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of("*");
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        MagpiePlugin.bring(environment.getFiler());
        // javac loads all processors through one loader of its own. If ours is another, who knows who else is there.
        alone = OutputProcessor.class.getClassLoader() instanceof URLClassLoader loader
                && ServiceLoader.load(Processor.class, loader).stream()
                        .allMatch(provider -> provider.type() == OutputProcessor.class);
    }

    /// Claims the annotations if there is nobody else who could want them: otherwise javac warns (`-Xlint:processing`)
    /// that no processor did, which it does not do without any processor.
    @Override
    @SuppressWarnings("DoNotClaimAnnotations") // only where there is nobody to take them from
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        return alone;
    }
}
