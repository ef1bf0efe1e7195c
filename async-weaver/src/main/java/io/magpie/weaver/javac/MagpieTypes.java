package io.magpie.weaver.javac;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/// What the types of a compilation mean to the weaver. Goes by names: the runtime may be absent.
final class MagpieTypes {

    private static final String SUSPENDING = "io.magpie.Suspending";
    private static final String ASYNC = "io.magpie.Async";
    private static final String FUTURE = "io.magpie.future.Future";
    private static final String JOIN_HANDLE = "io.magpie.task.JoinHandle";

    private final Elements elements;
    private final Types types;
    private final Map<TypeElement, Boolean> suspending = new HashMap<>();
    private final Map<String, TypeElement> suspendingByInternalName = new HashMap<>();
    private final Map<TypeElement, Boolean> futures = new HashMap<>();

    MagpieTypes(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    Elements elements() {
        return elements;
    }

    /// The interface, if it is one whose lambdas may await.
    @Nullable
    TypeElement suspending(@Nullable TypeMirror type) {
        return type != null
                        && types.erasure(type) instanceof DeclaredType declared
                        && isSuspending(declared.asElement())
                ? (TypeElement) declared.asElement()
                : null;
    }

    private boolean isSuspending(Element element) {
        return element instanceof TypeElement type
                && suspending.computeIfAbsent(type, candidate -> {
                    boolean marked = candidate.getKind().isInterface()
                            && candidate.getAnnotationMirrors().stream()
                                    .anyMatch(annotation -> nameOf(annotation).equals(SUSPENDING));
                    if (marked) {
                        suspendingByInternalName.put(internalName(candidate), candidate);
                    }
                    return marked;
                });
    }

    /// The suspending interface of that name, of those met so far.
    @Nullable
    TypeElement suspendingNamed(String internalName) {
        return suspendingByInternalName.get(internalName);
    }

    String internalName(TypeElement type) {
        return elements.getBinaryName(type).toString().replace('.', '/');
    }

    /// Whether it is `Async.await`.
    boolean isAwait(ExecutableElement method) {
        return method.getSimpleName().contentEquals("await")
                && method.getEnclosingElement() instanceof TypeElement owner
                && owner.getQualifiedName().contentEquals(ASYNC);
    }

    /// Whether the type is a `Future` or a subtype of it.
    boolean isFuture(@Nullable TypeMirror type) {
        return type instanceof DeclaredType declared
                && declared.asElement() instanceof TypeElement element
                && futures.computeIfAbsent(element, candidate -> hasSupertype(candidate, FUTURE));
    }

    /// Whether a statement may make such a future and let it go: a task runs without its handle, and `@CanIgnoreReturnValue`
    /// says so of other methods.
    boolean mayBeIgnored(@Nullable TypeMirror future, Element maker) {
        Optional<Boolean> said = saidOfResult(maker);
        if (future instanceof DeclaredType declared && hasSupertype((TypeElement) declared.asElement(), JOIN_HANDLE)) {
            return said.orElse(true);
        }
        for (Element around = maker.getEnclosingElement();
                said.isEmpty() && around != null;
                around = around.getEnclosingElement()) {
            said = saidOfResult(around);
        }
        return said.orElse(false);
    }

    /// What the annotations of an element say about ignoring results, whoever declared them.
    private static Optional<Boolean> saidOfResult(Element element) {
        for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
            switch (annotation.getAnnotationType().asElement().getSimpleName().toString()) {
                case "CanIgnoreReturnValue" -> {
                    return Optional.of(true);
                }
                case "CheckReturnValue" -> {
                    return Optional.of(false);
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /// Whether lambdas of the interface return nothing.
    boolean returnsVoid(DeclaredType functionalInterface) {
        return ElementFilter.methodsIn(elements.getAllMembers((TypeElement) functionalInterface.asElement())).stream()
                .filter(MagpieTypes::isFunctional)
                .anyMatch(method -> method.getReturnType().getKind() == TypeKind.VOID);
    }

    /// Abstract, and not one of the methods of `Object` that an interface may repeat.
    static boolean isFunctional(ExecutableElement method) {
        if (!method.getModifiers().contains(Modifier.ABSTRACT)) {
            return false;
        }
        int parameters = method.getParameters().size();
        return switch (method.getSimpleName().toString()) {
            case "hashCode", "toString" -> parameters != 0;
            case "equals" -> parameters != 1;
            default -> true;
        };
    }

    private boolean hasSupertype(TypeElement type, String name) {
        return type.getQualifiedName().contentEquals(name)
                || types.directSupertypes(type.asType()).stream()
                        .anyMatch(supertype -> supertype instanceof DeclaredType declared
                                && hasSupertype((TypeElement) declared.asElement(), name));
    }

    /// Whether the interface comes from a library of assertions: what its lambdas do is expected to fail.
    static boolean isAssertion(DeclaredType functionalInterface) {
        String name = ((TypeElement) functionalInterface.asElement())
                .getQualifiedName()
                .toString();
        return name.startsWith("org.junit.") || name.startsWith("org.assertj.") || name.startsWith("org.testng.");
    }

    /// Whether a class says `@SuppressWarnings("magpie.unwoven")`: neither checked nor woven, for tests of what unwoven
    /// code does.
    static boolean isLeftAlone(Element outermost) {
        return isSuppressed(outermost, "magpie.unwoven");
    }

    /// Whether a declaration says `@SuppressWarnings("magpie")`: its author means to drop that future.
    static boolean isSuppressed(@Nullable Element element) {
        return isSuppressed(element, "magpie");
    }

    private static boolean isSuppressed(@Nullable Element element, String name) {
        SuppressWarnings suppressed = element == null ? null : element.getAnnotation(SuppressWarnings.class);
        return suppressed != null && List.of(suppressed.value()).contains(name);
    }

    static boolean isParameter(@Nullable Element element) {
        return element != null && element.getKind() == ElementKind.PARAMETER;
    }

    private static String nameOf(AnnotationMirror annotation) {
        return ((TypeElement) annotation.getAnnotationType().asElement())
                .getQualifiedName()
                .toString();
    }
}
