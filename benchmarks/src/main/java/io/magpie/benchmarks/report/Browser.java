package io.magpie.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A headless Chromium with one page, driven over its DevTools protocol.
///
/// There are libraries for this (Selenium, Playwright), which bring drivers and browsers of their own; a page to open, a
/// script to evaluate and a picture to take are a handful of messages.
final class Browser implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome");

    private static final long START_SECONDS = 30;

    private final Process process;
    private final Path profile;
    private final DevTools page;

    private Browser(Process process, Path profile, DevTools page) {
        this.process = process;
        this.profile = profile;
        this.page = page;
    }

    /// The program of a browser: what the environment variable `CHROMIUM` names, or the first known one on the path.
    static Optional<Path> program() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return NAMES.stream()
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts a browser with an empty page.
    static Browser start(Path program) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("magpie-browser");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox", // it runs as root in containers, and opens only our own file
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(process, profile, DevTools.connect(pageOf(debuggerOf(process))));
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(process, profile);
            throw e;
        }
    }

    /// Opens a page in a window of that size, and waits until it is loaded.
    ///
    /// @param file the page
    /// @param width of the window, in CSS pixels
    /// @param scale device pixels per CSS pixel
    /// @param dark what the page is told about the user's preference
    void open(Path file, int width, int height, int scale, boolean dark) throws IOException, InterruptedException {
        page.send("Emulation.setDeviceMetricsOverride", """
                {"width": %d, "height": %d, "deviceScaleFactor": %d, "mobile": %b}""".formatted(width, height, scale, width < 600));
        page.send("Emulation.setEmulatedMedia", """
                {"features": [{"name": "prefers-color-scheme", "value": "%s"}]}""".formatted(dark ? "dark" : "light"));
        page.send("Page.navigate", "{\"url\": \"" + file.toUri() + "\"}");
        page.awaitEvent("Page.loadEventFired");
    }

    /// The value of an expression in the page, with promises awaited.
    JsonElement evaluate(String expression) throws IOException, InterruptedException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("expression", expression);
        parameters.addProperty("returnByValue", true);
        parameters.addProperty("awaitPromise", true);
        JsonObject answer = page.send("Runtime.evaluate", parameters.toString());
        if (answer.has("exceptionDetails")) {
            throw new IOException("the page threw " + answer.get("exceptionDetails"));
        }
        JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? com.google.gson.JsonNull.INSTANCE : value;
    }

    /// A picture of the page, as PNG.
    ///
    /// @param selector of the element to show; null for the whole page
    byte[] picture(@Nullable String selector) throws IOException, InterruptedException {
        JsonObject box = evaluate("""
                (() => {
                  const box = (%s).getBoundingClientRect();
                  return { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height, scale: 1 };
                })()""".formatted(
                        selector == null ? "document.documentElement" : "document.querySelector('" + selector + "')"))
                .getAsJsonObject();
        JsonObject answer = page.send(
                "Page.captureScreenshot",
                "{\"format\": \"png\", \"captureBeyondViewport\": true, \"clip\": " + box + "}");
        return java.util.Base64.getDecoder().decode(answer.get("data").getAsString());
    }

    /// Errors that the page has written to the console or thrown, and requests to anywhere but this machine's files.
    List<String> complaints() {
        return page.complaints();
    }

    @Override
    public void close() throws IOException {
        page.close();
        end(process, profile);
    }

    /// The port that the browser says it listens on.
    private static int debuggerOf(Process process) throws IOException, InterruptedException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (String line = output.readLine(); line != null && System.nanoTime() < until; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("DevTools listening on ")) {
                Thread.ofPlatform()
                        .daemon()
                        .name("reads-browser")
                        .start(() -> output.lines().forEach(_ -> {}));
                return URI.create(line.substring(line.indexOf("ws://"))).getPort();
            }
        }
        throw new IOException("the browser did not start; it said:\n" + said);
    }

    /// The address of the debugger of the first page.
    private static URI pageOf(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonArray targets = JsonParser.parseString(client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .getAsJsonArray();
            for (JsonElement target : targets) {
                if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
                    return URI.create(
                            target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString());
                }
            }
        }
        throw new IOException("the browser has no page");
    }

    private static void end(Process process, Path profile) throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (java.io.UncheckedIOException e) {
            // A helper process of the browser has removed a file first: all the same.
            return;
        }
    }
}
