/// The rows of echo: servers to compare, a load generator that is a process of its own, and how a round is measured.
///
/// A server is an [io.magpie.benchmarks.echo.EchoPeer]. [io.magpie.benchmarks.echo.EchoSession] starts one with its
/// client. The client is [io.magpie.benchmarks.echo.EchoLoad], which knows when a request is to be sent and how long its
/// answer took, on a [io.magpie.benchmarks.echo.Wire], which knows how: sockets, or a test that makes time up.
@NullMarked
package io.magpie.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
