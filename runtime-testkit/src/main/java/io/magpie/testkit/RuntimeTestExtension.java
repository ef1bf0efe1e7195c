package io.magpie.testkit;

import io.magpie.AsyncRuntime;
import io.magpie.testkit.RuntimeTest.Flavor;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/// Runs a [RuntimeTest] once for each flavour.
final class RuntimeTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), RuntimeTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        RuntimeTest test = AnnotationSupport.findAnnotation(context.getTestMethod(), RuntimeTest.class)
                .orElseThrow();
        long seed = test.seed() != 0 ? test.seed() : ThreadLocalRandom.current().nextLong();
        return Stream.of(test.flavor()).map(flavor -> invocation(test, flavor, seed));
    }

    private static TestTemplateInvocationContext invocation(RuntimeTest test, Flavor flavor, long seed) {
        return new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int invocationIndex) {
                return flavor.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            }

            @Override
            public List<Extension> getAdditionalExtensions() {
                return List.of(new Invocation(test, flavor, seed));
            }
        };
    }

    /// One run of the test: makes the runtime for whoever asks first, and ends it.
    private static final class Invocation
            implements ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {

        private final RuntimeTest test;
        private final Flavor flavor;
        private final long seed;
        private final ExtensionContext.Namespace namespace = ExtensionContext.Namespace.create(new Object());

        Invocation(RuntimeTest test, Flavor flavor, long seed) {
            this.test = test;
            this.flavor = flavor;
            this.seed = seed;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == AsyncRuntime.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(namespace)
                    .getOrComputeIfAbsent(
                            RuntimeUnderTest.class,
                            _ -> RuntimeUnderTest.start(flavor, test.workers(), test.startPaused(), seed),
                            RuntimeUnderTest.class)
                    .runtime();
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
            if (test.seed() == 0) {
                thrown.addSuppressed(new SeedNote(seed));
            }
            throw thrown;
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            RuntimeUnderTest started =
                    context.getStore(namespace).remove(RuntimeUnderTest.class, RuntimeUnderTest.class);
            if (started != null) {
                started.end();
            }
        }
    }

    /// Tells, beneath a failure, how to repeat it.
    private static final class SeedNote extends Exception {
        private static final long serialVersionUID = 1L;

        SeedNote(long seed) {
            super("to repeat: @RuntimeTest(seed = " + seed + "L)", null, false, false);
        }
    }
}
