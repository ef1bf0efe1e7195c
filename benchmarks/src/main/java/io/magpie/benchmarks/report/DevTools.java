package io.magpie.benchmarks.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The messages between a program and one page of a browser: JSON over a WebSocket, answers by number, events by name.
///
/// Protocol: <https://chromedevtools.github.io/devtools-protocol/>.
final class DevTools implements AutoCloseable {

    private static final long ANSWER_SECONDS = 30;

    private final HttpClient client;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> unanswered = new ConcurrentHashMap<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private @Nullable WebSocket socket;

    private DevTools(HttpClient client) {
        this.client = client;
    }

    static DevTools connect(URI address) throws IOException, InterruptedException {
        DevTools tools = new DevTools(HttpClient.newHttpClient());
        tools.socket = await(tools.client.newWebSocketBuilder().buildAsync(address, tools.new Listener()));
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            tools.send(domain + ".enable", "{}");
        }
        return tools;
    }

    /// Sends a command, and waits for its answer.
    JsonObject send(String method, String parameters) throws IOException, InterruptedException {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        unanswered.put(number, answer);
        JsonObject command = new JsonObject();
        command.addProperty("id", number);
        command.addProperty("method", method);
        command.add("params", JsonParser.parseString(parameters));
        WebSocket open = java.util.Objects.requireNonNull(socket);
        await(open.sendText(command.toString(), true));
        return await(answer);
    }

    /// Waits for an event that has not been waited for; drops those before.
    void awaitEvent(String name) throws IOException, InterruptedException {
        String event;
        do {
            event = events.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new IOException("the browser did not tell of " + name + " for " + ANSWER_SECONDS + " s");
            }
        } while (!event.equals(name));
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        client.shutdownNow();
    }

    private void accept(JsonObject message) {
        if (message.has("id")) {
            CompletableFuture<JsonObject> answer =
                    unanswered.remove(message.get("id").getAsInt());
            if (answer != null && message.has("error")) {
                answer.completeExceptionally(
                        new IOException(message.get("error").toString()));
            } else if (answer != null) {
                answer.complete(message.getAsJsonObject("result"));
            }
            return;
        }
        String event = message.get("method").getAsString();
        JsonObject told = message.getAsJsonObject("params");
        boolean bad = switch (event) {
            case "Runtime.exceptionThrown" -> true;
            case "Runtime.consoleAPICalled" -> !told.get("type").getAsString().equals("log");
            case "Log.entryAdded" ->
                told.getAsJsonObject("entry").get("level").getAsString().equals("error");
            case "Network.requestWillBeSent" ->
                !told.getAsJsonObject("request").get("url").getAsString().matches("(file|data|about):.*");
            default -> false;
        };
        if (bad) {
            complaints.add(event + ": " + told);
        }
        events.add(event);
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the browser refused", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the browser did not answer for " + ANSWER_SECONDS + " s", e);
        }
    }

    /// Puts the parts of messages together.
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                accept(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
