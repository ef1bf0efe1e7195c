/// The weaver as a command: `java -jar async-weaver.jar DIR…`.
@NullMarked
package io.magpie.weaver.command;

import org.jspecify.annotations.NullMarked;
