/// The elastic pool of platform threads behind `spawnBlocking` and `spawnCompute`.
@NullMarked
package io.magpie.blocking;

import org.jspecify.annotations.NullMarked;
