/// Programs on the exported packages only: they prove that the API suffices.
@NullMarked
package io.magpie.examples;

import org.jspecify.annotations.NullMarked;
