package io.magpie.io.file;

import io.magpie.future.Context;
import io.magpie.io.AsyncRead;
import io.magpie.task.JoinHandle;
import java.io.IOException;

/// Polls jobs for streams, which may throw only [IOException].
final class Jobs {

    private Jobs() {}

    /// The job's value, or [AsyncRead#NOT_READY].
    static int poll(JoinHandle<Integer> job, Context cx) throws IOException {
        Object answer;
        try {
            answer = job.poll(cx);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the job of a file did not run to its end", e);
        }
        return answer instanceof Integer n ? n : AsyncRead.NOT_READY; // Poll.PENDING
    }
}
