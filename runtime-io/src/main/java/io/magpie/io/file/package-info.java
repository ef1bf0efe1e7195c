/// Files, whose operations run on the runtime's pool for blocking code: no system has a way to read a file that never
/// blocks and works everywhere.
///
/// [AsyncFile] is an open file, with reads and writes at a position; [FileSource] and [FileSink] go through one with a
/// cursor, as byte streams. [AsyncFiles] has what [java.nio.file.Files] has. All need a runtime with a blocking pool.
///
/// ## What an operation has done when it ends
///
/// - A **write** has handed its bytes to the operating system. Other programs see them, and they outlive this process; a
///   power failure may take them.
/// - [AsyncFile#sync] has put them on the disk.
/// - [AsyncFile#finish] has closed the file, and says so if that failed. [AsyncFile#close] does not wait; if it fails, the
///   runtime reports an unobserved failure.
///
/// ## What a drop leaves behind
///
/// An operation that was never polled has done nothing. One that runs already cannot be called back: its thread is in the
/// system. It is never interrupted, either, because the JDK closes a file whose reader is interrupted. So:
///
/// | dropped while it runs | what happens |
/// |---|---|
/// | a read, a question (`size`, `exists`, `attributes`) | runs on; its answer is thrown away |
/// | a write at a position, and all that change files | the drop waits for its end, as for any clean-up, and gives its value |
/// | `AsyncFile.open` | runs on; the file that it opened is closed |
/// | a read of a [FileSource] | runs on; the next read gets its bytes |
/// | a write of a [FileSink] | runs on; the next write, flush or shutdown waits for it |
///
/// The caller's buffer is touched only while the future is polled: the thread of the pool works on a copy. So the buffer
/// is free as soon as the future has ended or was dropped.
///
/// Clean-up that takes longer than the runtime allows is given up and reported; what hangs in the system still goes on.
/// Only a shutdown whose time is up interrupts running operations, and with them closes their files.
@CheckReturnValue
@NullMarked
package io.magpie.io.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
