package io.magpie.io.file;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.LastJob;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Paths that are found while they are asked for: [AsyncFiles#list] and [AsyncFiles#walk]. One hop to the pool fetches 32,
/// and no more are held.
///
/// ```java
/// try (PathStream paths = await(AsyncFiles.list(directory))) {
///     for (Path path; (path = await(paths.next())) != null; ) {
///         …
///     }
/// }
/// ```
///
/// For one task at a time.
public final class PathStream implements AutoCloseable {

    /// Paths fetched in one job: a hop costs some ten microseconds, an entry one or a few. As in Tokio.
    static final int BATCH = 32;

    private final String what;
    private final Stream<Path> paths;
    private final Iterator<Path> iterator;
    private final AsyncRuntime runtime;

    /// Fetched, and not asked for yet.
    private final Queue<Path> batch = new ArrayDeque<>();

    /// Fetches more; may be left by a dropped [#next].
    private @Nullable JoinHandle<List<Path>> fetching;

    private boolean ended;
    private boolean closed;

    private PathStream(String what, Stream<Path> paths, AsyncRuntime runtime) {
        this.what = what;
        this.paths = paths;
        this.iterator = paths.iterator();
        this.runtime = runtime;
    }

    /// The next path. Inert. Dropped, it has taken none.
    ///
    /// @return a future of the path; null at the end. Fails with an [IOException], and then again: there is no way past
    public Future<@Nullable Path> next() {
        return this::pollNext;
    }

    private @Nullable Object pollNext(Context cx) throws Exception {
        if (closed) {
            throw new IllegalStateException(this + " was closed");
        }
        if (batch.isEmpty() && !ended) {
            if (fetching == null) {
                fetching = runtime.spawnBlocking(what, this::fetch);
            }
            Object answer = fetching.poll(cx); // after a failure it is polled again, and fails again
            if (answer == Poll.PENDING) {
                return answer;
            }
            @SuppressWarnings("unchecked") // what fetch() gives
            List<Path> fetched = (List<Path>) Objects.requireNonNull(answer);
            fetching = null;
            ended = fetched.size() < BATCH;
            batch.addAll(fetched);
        }
        return batch.poll();
    }

    /// On the pool. The monitor keeps a close out while this runs.
    private synchronized List<Path> fetch() throws IOException {
        List<Path> fetched = new ArrayList<>(BATCH);
        try {
            while (fetched.size() < BATCH && iterator.hasNext()) {
                fetched.add(iterator.next());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return fetched;
    }

    /// Closes the directories that are open, without waiting: a thread of the pool does it. Idempotent.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LastJob.run(runtime, "close " + what, this::closeNow);
        }
    }

    private synchronized void closeNow() {
        paths.close();
    }

    @Override
    public String toString() {
        return "PathStream[" + what + "]";
    }

    /// Opens a directory; what is opened after a drop is closed at once.
    static final class Opening implements Future<PathStream> {

        private final String what;
        private final Job<PathStream> job;

        Opening(String what, AsyncFiles.Listing listing) {
            this.what = what;
            this.job = Job.change(what, () -> new PathStream(what, listing.open(), AsyncRuntime.current()));
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            return job.poll(cx);
        }

        /// Waits for the directory to be open, and closes it.
        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            Object answer = job.drop(cx);
            if (answer instanceof PathStream opened) {
                opened.close();
                return Poll.CANCELLED;
            }
            return answer;
        }

        @Override
        public String toString() {
            return what;
        }
    }
}
