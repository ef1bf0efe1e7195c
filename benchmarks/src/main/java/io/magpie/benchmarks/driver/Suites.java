package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.echo.EchoSuite;
import io.magpie.benchmarks.scale.ScaleSuite;
import io.magpie.benchmarks.workloads.CatalogueSuite;
import java.util.List;

/// All suites, in the order of measuring.
public final class Suites {

    private Suites() {}

    /// All suites.
    ///
    /// @return one for each subject
    public static List<Suite> all() {
        return List.of(new CatalogueSuite(), new EchoSuite(), new ScaleSuite());
    }
}
