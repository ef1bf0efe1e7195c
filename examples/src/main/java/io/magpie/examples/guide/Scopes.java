package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;

import io.magpie.Scope;
import io.magpie.future.Future;
import io.magpie.sync.Receiver;
import io.magpie.task.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tasks that end before the block that spawned them goes on.
final class Scopes {

    private Scopes() {}

    // @start region="both"
    /// Both prices are fetched at once, each in a task of its own. If one fails, the other is cancelled.
    static Future<Integer> total(Function<String, Future<Integer>> price) {
        return scope(s -> {
            var apples = s.spawn(price.apply("apples"));
            var pears = s.spawn(price.apply("pears"));
            return await(apples) + await(pears);
        });
    }
    // @end

    // @start region="blocks"
    /// Children are async blocks, or any other future. Nobody awaits these: the scope does.
    static Future<@Nullable Void> countDown(List<String> log) {
        return scope(s -> {
            s.spawn(() -> {
                await(sleep(Duration.ofMillis(20)));
                log.add("two");
            });
            s.spawn("early", () -> {
                await(sleep(Duration.ofMillis(10)));
                log.add("one");
            });
            log.add("zero");
        });
    }
    // @end

    // @start region="serve"
    /// A task for each name that comes, at most three at once. The scope ends when the last of them has.
    static Future<@Nullable Void> greetAll(Receiver<String> names, Function<String, Future<?>> greet) {
        return scope(Scope.all().limit(3), s -> {
            String name;
            while ((name = await(names.recv())) != null) {
                s.spawn(greet.apply(name));
            }
        });
    }
    // @end

    // @start region="any"
    /// The answer of the mirror that is first; the others are cancelled. Fails only if all of them fail.
    static Future<String> fetch(List<String> mirrors, Function<String, Future<String>> fetchFrom) {
        return scope(Scope.<String>any().within(Duration.ofSeconds(2)), s -> {
            for (String mirror : mirrors) {
                s.spawn(fetchFrom.apply(mirror));
            }
        });
    }
    // @end

    // @start region="hedge"
    /// Asks again each time no answer came for a while, and takes the first there is. The winner cancels the loop, too.
    static Future<String> hedged(Future<String> first, Function<Integer, Future<String>> again, Duration patience) {
        return scope(Scope.<String>any(), s -> {
            s.spawn(first);
            for (int attempt = 2; attempt <= 3; attempt++) {
                await(sleep(patience));
                s.spawn(again.apply(attempt));
            }
        });
    }
    // @end

    // @start region="collect"
    /// Tries all, whatever becomes of the others, and says what went wrong.
    static Future<List<String>> complaints(List<Future<String>> letters) {
        return async(() -> {
            List<Outcome<String>> outcomes = await(scope(Scope.<String>collect(), s -> {
                for (Future<String> letter : letters) {
                    s.spawn(letter);
                }
            }));
            List<String> complaints = new ArrayList<>();
            for (Outcome<String> outcome : outcomes) {
                if (outcome instanceof Outcome.Failed<String>(var cause)) {
                    complaints.add(cause.getMessage());
                }
            }
            return complaints;
        });
    }
    // @end

    // @start region="passOn"
    /// Who is handed the scope may spawn in it; the scope waits for these as well.
    static Future<@Nullable Void> walk(Tree tree, List<String> names) {
        return scope(s -> {
            visit(s, tree, names);
        });
    }

    private static void visit(Scope s, Tree node, List<String> names) {
        s.spawn(() -> {
            await(sleep(Duration.ofMillis(1)));
            names.add(node.name());
            for (Tree child : node.children()) {
                visit(s, child, names);
            }
        });
    }
    // @end

    /// A name, and trees below it.
    record Tree(String name, List<Tree> children) {}
}
