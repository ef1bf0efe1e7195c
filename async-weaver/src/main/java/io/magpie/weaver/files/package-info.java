/// Class files in folders: weaving those of a folder, and keeping frames only beside the classes they belong to.
@NullMarked
package io.magpie.weaver.files;

import org.jspecify.annotations.NullMarked;
