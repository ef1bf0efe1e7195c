/// What a driver or a thread pool implements to plug into the runtime.
@NullMarked
package io.magpie.spi;

import org.jspecify.annotations.NullMarked;
