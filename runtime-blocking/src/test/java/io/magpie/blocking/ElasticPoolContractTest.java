package io.magpie.blocking;

import io.magpie.spi.BlockingPoolFactory;

class ElasticPoolContractTest extends BlockingPoolContract {
    @Override
    BlockingPoolFactory factory() {
        return new ElasticPoolFactory();
    }
}
