/// Makes state machines of async blocks.
@NullMarked
package io.magpie.weaver;

import org.jspecify.annotations.NullMarked;
