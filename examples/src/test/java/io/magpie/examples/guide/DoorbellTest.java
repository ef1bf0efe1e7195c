package io.magpie.examples.guide;

import io.magpie.testkit.LeafContract;

/// The leaf that the guide writes by hand keeps the leaf contract.
class DoorbellTest extends LeafContract {

    @Override
    protected Leaf newLeaf() {
        Doorbell bell = new Doorbell();
        return Leaf.exclusive(bell::heard, bell::ring);
    }
}
