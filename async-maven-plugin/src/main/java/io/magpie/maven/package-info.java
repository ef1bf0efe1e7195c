/** The weaver as Maven goals. */
@NullMarked
package io.magpie.maven;

import org.jspecify.annotations.NullMarked;
