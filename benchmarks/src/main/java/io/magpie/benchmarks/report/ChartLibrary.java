package io.magpie.benchmarks.report;

/// Chart.js, which draws the charts: its code and its licence, from the WebJar on the class path.
final class ChartLibrary {

    /// Also in the pom.
    private static final String VERSION = "4.5.1";

    private static final String FOLDER = "/META-INF/resources/webjars/chart.js/" + VERSION + "/";

    private ChartLibrary() {}

    static String code() {
        return Resource.read(FOLDER + "dist/chart.umd.min.js").replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    static String licence() {
        return Resource.read(FOLDER + "LICENSE.md");
    }
}
