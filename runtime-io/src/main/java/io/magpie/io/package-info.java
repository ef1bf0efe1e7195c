/// Sockets, files and byte streams that await instead of blocking.
@NullMarked
package io.magpie.io;

import org.jspecify.annotations.NullMarked;
