package probe;

import io.magpie.future.Context;
import io.magpie.future.Future;

/// A user's program, started by `FreshJvmTest`: in no package of Magpie, so it sees what is exported.
public final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Exception {
        Future<String> future = _ -> "ran";
        System.out.println(future.poll(Context.of(() -> {})) + " in " + Future.class.getModule());
    }
}
