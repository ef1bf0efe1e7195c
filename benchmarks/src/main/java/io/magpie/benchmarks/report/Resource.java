package io.magpie.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A text that comes with the program.
final class Resource {

    private Resource() {}

    /// Reads a resource, named from the root or beside this class.
    static String read(String name) {
        try (InputStream stream = Resource.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new AssertionError("the resource " + name + " is missing: was it packaged?");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A script that may stand in a page: nothing in it ends the element it stands in.
    static String script(String name) {
        return inline(read(name), name);
    }

    static String inline(String script, String name) {
        if (script.contains("</script") || script.contains("<!--")) {
            throw new AssertionError(name + " cannot be inlined: it contains </script or <!--");
        }
        return script;
    }
}
