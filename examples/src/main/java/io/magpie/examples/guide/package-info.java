/// The programs that the README and the guide quote. `DocsTest` keeps both the same, `GuideTest` runs them.
@NullMarked
package io.magpie.examples.guide;

import org.jspecify.annotations.NullMarked;
