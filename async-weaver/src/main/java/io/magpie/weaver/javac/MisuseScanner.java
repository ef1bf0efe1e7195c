package io.magpie.weaver.javac;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// Reads the tree of a class and reports what cannot be woven, or would do nothing, where it stands.
final class MisuseScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    /// What code belongs to, as far as waiting goes.
    private enum Place {
        METHOD,
        SYNCHRONIZED_METHOD,
        CONSTRUCTOR,
        FIELD,
        INITIALISER,
        /// A lambda of a suspending interface: here code may wait.
        BLOCK,
        /// Any other lambda.
        PLAIN_LAMBDA,
        /// A plain lambda that is part of a block.
        PLAIN_LAMBDA_IN_BLOCK
    }

    private final Trees trees;
    private final MagpieTypes types;
    private final BlockTrees blocks;
    private final CompilationUnitTree unit;

    private Place place = Place.METHOD;
    /// How many monitors the code of this place holds.
    private int monitors;
    /// The interface of the lambda around; empty outside lambdas.
    private String lambdaType = "";
    /// Whether a declaration around says that its author knows.
    private boolean suppressed;
    /// Whether the lambda around is the subject of an assertion.
    private boolean asserted;

    private @Nullable Tree firstBlock;

    MisuseScanner(Trees trees, MagpieTypes types, BlockTrees blocks, CompilationUnitTree unit) {
        this.trees = trees;
        this.types = types;
        this.blocks = blocks;
        this.unit = unit;
    }

    /// Reports what is wrong in a class. Returns the first suspending lambda; null if there is none.
    @Nullable
    Tree check(TreePath type) {
        scan(type, null);
        return firstBlock;
    }

    // ---- places

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return declared(() -> in(Place.METHOD, "", () -> super.visitClass(tree, null)));
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        boolean isSynchronized = tree.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED);
        Place kind = tree.getReturnType() == null
                ? Place.CONSTRUCTOR
                : isSynchronized ? Place.SYNCHRONIZED_METHOD : Place.METHOD;
        return declared(() -> in(kind, "", () -> super.visitMethod(tree, null)));
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        Runnable visit = () -> super.visitVariable(tree, null);
        return declared(parent() instanceof ClassTree ? () -> in(Place.FIELD, "", visit) : visit);
    }

    @Override
    public @Nullable Void visitBlock(BlockTree tree, @Nullable Void unused) {
        return parent() instanceof ClassTree
                ? in(Place.INITIALISER, "", () -> super.visitBlock(tree, null))
                : super.visitBlock(tree, null);
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void unused) {
        scan(tree.getExpression(), null);
        monitors++;
        scan(tree.getBlock(), null);
        monitors--;
        return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        if (!(typeOf(tree) instanceof DeclaredType type) || type.getKind() == TypeKind.ERROR) {
            return in(Place.BLOCK, "", () -> super.visitLambdaExpression(tree, null)); // javac has an error here
        }
        boolean isBlock = types.suspending(type) != null;
        boolean wasAsserted = asserted;
        asserted = MagpieTypes.isAssertion(type);
        if (isBlock) {
            blocks.add(unit, tree);
            firstBlock = firstBlock == null ? tree : firstBlock;
        }
        if (tree.getBody() instanceof ExpressionTree value
                && types.isFuture(typeOf(value))
                && types.returnsVoid(type)) {
            checkDropped(value);
        }
        boolean inBlock = place == Place.BLOCK || place == Place.PLAIN_LAMBDA_IN_BLOCK;
        Place kind = isBlock ? Place.BLOCK : inBlock ? Place.PLAIN_LAMBDA_IN_BLOCK : Place.PLAIN_LAMBDA;
        in(kind, type.asElement().getSimpleName().toString(), () -> super.visitLambdaExpression(tree, null));
        asserted = wasAsserted;
        return null;
    }

    /// Visits what is in another place than the code around it.
    private @Nullable Void in(Place inner, String innerLambda, Runnable visit) {
        Place outer = place;
        int outerMonitors = monitors;
        String outerLambda = lambdaType;
        place = inner;
        monitors = 0;
        lambdaType = innerLambda;
        visit.run();
        place = outer;
        monitors = outerMonitors;
        lambdaType = outerLambda;
        return null;
    }

    /// Visits a declaration, which may say `@SuppressWarnings("magpie")`.
    private @Nullable Void declared(Runnable visit) {
        boolean wasSuppressed = suppressed;
        suppressed |= MagpieTypes.isSuppressed(trees.getElement(getCurrentPath()));
        visit.run();
        suppressed = wasSuppressed;
        return null;
    }

    // ---- what waits

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (elementOf(tree.getMethodSelect()) instanceof ExecutableElement method) {
            TypeElement receiver = tree.getMethodSelect() instanceof MemberSelectTree select
                    ? types.suspending(typeOf(select.getExpression()))
                    : null;
            if (types.isAwait(method)) {
                checkWait(tree, "await");
            } else if (receiver != null && MagpieTypes.isFunctional(method) && !(suppressed && place != Place.BLOCK)) {
                checkWait(tree, "a call of " + receiver.getSimpleName() + "." + method.getSimpleName());
            }
            checkArguments(method, tree.getArguments());
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        if (elementOf(tree) instanceof ExecutableElement constructor) {
            checkArguments(constructor, tree.getArguments());
        }
        return super.visitNewClass(tree, null);
    }

    private void checkWait(Tree tree, String what) {
        switch (place) {
            case BLOCK -> {
                blocks.add(unit, tree);
                if (monitors > 0) {
                    report(
                            tree,
                            what + " inside synchronized: a monitor belongs to a thread, and the task may go on on"
                                    + " another one. Wait before or after it, or use io.magpie.sync.Mutex");
                }
            }
            case METHOD -> report(tree, what + " outside an async block: a method cannot wait." + PUT_INTO_ASYNC);
            case SYNCHRONIZED_METHOD ->
                report(
                        tree,
                        what + " in a synchronized method: a monitor belongs to a thread,"
                                + " and the task may go on on another one. Use io.magpie.sync.Mutex, inside"
                                + " async(() -> { … }), and return its Future");
            case CONSTRUCTOR ->
                report(
                        tree,
                        what + " in a constructor: an object cannot wait half made. Wait in a static"
                                + " method, inside async(() -> { … }), and pass the value to the constructor");
            case FIELD ->
                report(
                        tree,
                        what + " in a field initialiser: an object cannot wait half made. Keep the future,"
                                + " or wait in a static method, inside async(() -> { … }), and pass the value to the constructor");
            case INITIALISER ->
                report(
                        tree,
                        what + " in an initialiser: neither an object nor a class can wait half made."
                                + " Wait in a method, inside async(() -> { … })");
            case PLAIN_LAMBDA ->
                report(
                        tree,
                        what + " in a plain lambda: a " + lambdaType + " cannot wait; only lambdas"
                                + " of AsyncBody, AsyncAction, AsyncFunction and other @Suspending interfaces can."
                                + PUT_INTO_ASYNC);
            case PLAIN_LAMBDA_IN_BLOCK ->
                report(
                        tree,
                        what + " in a plain lambda: a " + lambdaType + " cannot wait, even"
                                + " inside an async block. Wait outside the lambda and use the value in it, or write a loop");
        }
    }

    private static final String PUT_INTO_ASYNC = " Put the code into async(() -> { … }) and return its Future; a thread"
            + " that may block calls runtime.blockOn(future)";

    // ---- suspending lambdas, which must be written in place

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        if (typeOf(tree) instanceof DeclaredType type && elementOf(tree) instanceof ExecutableElement method) {
            TypeElement suspending = types.suspending(type);
            TypeElement receiver = types.suspending(typeOf(tree.getQualifierExpression()));
            if (suspending != null) {
                report(
                        tree,
                        "a method reference cannot be " + article(suspending)
                                + ": there is no code in it to weave. Write a lambda");
            } else if (receiver != null && MagpieTypes.isFunctional(method) && !suppressed) {
                report(
                        tree,
                        "a call of " + receiver.getSimpleName() + "." + method.getSimpleName() + " as a "
                                + type.asElement().getSimpleName() + ", which cannot wait." + PUT_INTO_ASYNC);
            } else if (types.returnsVoid(type) && !MagpieTypes.isAssertion(type) && isDropped(madeBy(method), method)) {
                reportDropped(tree, madeBy(method));
            }
        }
        return super.visitMemberReference(tree, null);
    }

    private static TypeMirror madeBy(ExecutableElement method) {
        return method.getKind() == ElementKind.CONSTRUCTOR
                ? Objects.requireNonNull(method.getEnclosingElement()).asType()
                : method.getReturnType();
    }

    /// A parameter of a suspending type can only hold a woven lambda, if all that is ever put into it is one.
    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        TypeElement suspending = types.suspending(typeOf(tree.getVariable()));
        if (suspending != null && MagpieTypes.isParameter(elementOf(tree.getVariable()))) {
            checkLambda(tree.getExpression(), suspending);
        }
        return super.visitAssignment(tree, null);
    }

    private void checkArguments(ExecutableElement method, List<? extends ExpressionTree> arguments) {
        List<? extends VariableElement> parameters = method.getParameters();
        for (int i = 0; i < arguments.size() && !parameters.isEmpty(); i++) {
            int last = parameters.size() - 1;
            TypeMirror type = parameters.get(Math.min(i, last)).asType();
            if (i >= last && method.isVarArgs() && type instanceof ArrayType array) {
                type = array.getComponentType();
            }
            TypeElement suspending = types.suspending(type);
            if (suspending != null && !(typeOf(arguments.get(i)) instanceof ArrayType)) {
                checkLambda(arguments.get(i), suspending);
            }
        }
    }

    private void checkLambda(ExpressionTree value, TypeElement suspending) {
        switch (value) {
            case ExpressionTree _ when suppressed -> {}
            case ParenthesizedTree parens -> checkLambda(parens.getExpression(), suspending);
            case TypeCastTree cast -> checkLambda(cast.getExpression(), suspending);
            case ConditionalExpressionTree choice -> {
                checkLambda(choice.getTrueExpression(), suspending);
                checkLambda(choice.getFalseExpression(), suspending);
            }
            case IdentifierTree name when MagpieTypes.isParameter(elementOf(name)) -> {}
            case LambdaExpressionTree _, MemberReferenceTree _ -> {}
            default -> {
                if (value.getKind() != Tree.Kind.NULL_LITERAL) {
                    report(
                            value,
                            article(suspending) + " must be a lambda written in place, or a parameter that is passed"
                                    + " on: only those are known to be woven. Write a lambda here that calls this one");
                }
            }
        }
    }

    private static String article(TypeElement type) {
        String name = type.getSimpleName().toString();
        return ("AEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    // ---- futures that nobody polls

    @Override
    public @Nullable Void visitExpressionStatement(ExpressionStatementTree tree, @Nullable Void unused) {
        checkDropped(tree.getExpression());
        return super.visitExpressionStatement(tree, null);
    }

    private void checkDropped(ExpressionTree value) {
        ExpressionTree bare = value;
        while (bare instanceof ParenthesizedTree parens) {
            bare = parens.getExpression();
        }
        Element maker = switch (bare) {
            case MethodInvocationTree call -> elementOf(call.getMethodSelect());
            case NewClassTree made -> elementOf(made);
            default -> null;
        };
        TypeMirror type = typeOf(bare);
        if (maker instanceof ExecutableElement method && type != null && !asserted && isDropped(type, method)) {
            reportDropped(bare, type);
        }
    }

    /// A method of a type parameter (`requireNonNull`, `list.remove(0)`) makes no future: it only gives one back.
    private boolean isDropped(TypeMirror type, ExecutableElement maker) {
        return !suppressed
                && types.isFuture(type)
                && maker.getReturnType().getKind() != TypeKind.TYPEVAR
                && !types.mayBeIgnored(type, maker);
    }

    private void reportDropped(Tree tree, TypeMirror future) {
        String name = ((DeclaredType) future).asElement().getSimpleName().toString();
        report(tree, "this " + name + " is dropped, and so does nothing: await it, spawn it or return it");
    }

    // ---- the tree

    private @Nullable Tree parent() {
        TreePath parent = getCurrentPath().getParentPath();
        return parent == null ? null : parent.getLeaf();
    }

    private @Nullable Element elementOf(Tree tree) {
        return trees.getElement(new TreePath(getCurrentPath(), tree));
    }

    private @Nullable TypeMirror typeOf(Tree tree) {
        return trees.getTypeMirror(new TreePath(getCurrentPath(), tree));
    }

    private void report(Tree tree, String message) {
        trees.printMessage(Diagnostic.Kind.ERROR, message, tree, unit);
    }
}
