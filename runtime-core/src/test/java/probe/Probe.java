package probe;

import io.magpie.AsyncRuntime;

/// A user's program, started by `FreshJvmTest`: in no package of Magpie, so it sees what is exported.
public final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(2).build()) {
            var task = runtime.spawn(_ -> "ran");
            System.out.println(runtime.blockOn(task) + " in " + AsyncRuntime.class.getModule());
        }
    }
}
