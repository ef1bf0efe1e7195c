package io.magpie;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a functional interface whose lambdas may `await`.
///
/// The weaver turns each lambda of such a type into a state machine; no other lambda may await. A call of the
/// interface's method inside such a lambda is itself a suspension point: it runs the lambda's block, and goes on with
/// what that returned. Anywhere else the method must not be called.
///
/// The method of the interface must be declared `throws Exception`.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Suspending {}
