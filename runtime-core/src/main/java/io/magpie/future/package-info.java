/// What a future is: the inert plan, its poll, and the waker it leaves behind.
@NullMarked
package io.magpie.future;

import org.jspecify.annotations.NullMarked;
