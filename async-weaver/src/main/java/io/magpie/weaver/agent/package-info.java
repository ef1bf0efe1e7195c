/// The weaver as a Java agent, for tests and tools: `-javaagent:async-weaver.jar`.
///
/// Classes are woven while they are loaded, to the same bytes as at build time. A frame is defined through the loader of
/// its class, before that class is: `java.lang` is opened for this to the agent, and to nobody else.
@NullMarked
package io.magpie.weaver.agent;

import org.jspecify.annotations.NullMarked;
