/// A small explicit-state model checker, for the concurrent protocols.
package io.magpie.internal.model;
