/// A paused clock, a single-step executor and a JUnit 5 extension for testing asynchronous code.
@NullMarked
package io.magpie.testkit;

import org.jspecify.annotations.NullMarked;
