package io.magpie.blocking;

import io.magpie.spi.BlockingPoolFactory;

class VirtualThreadPoolContractTest extends BlockingPoolContract {
    @Override
    BlockingPoolFactory factory() {
        return new VirtualThreadPoolFactory();
    }
}
