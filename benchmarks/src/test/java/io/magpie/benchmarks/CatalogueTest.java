package io.magpie.benchmarks;

import io.magpie.benchmarks.Catalogue.Contender;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {

    /// A workload checks its own result, and throws if it is wrong.
    @ParameterizedTest
    @EnumSource
    void everyWorkloadRunsTwiceOnBothContenders(Catalogue catalogued) throws Exception {
        for (Contender contender : Contender.values()) {
            try (Workload workload = catalogued.start(contender)) {
                workload.run();
                workload.run();
            }
        }
    }
}
