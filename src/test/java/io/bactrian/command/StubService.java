package io.bactrian.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.smallrye.config.SmallRyeConfigBuilder;

/** A service that says what it is told to, and what a command prints when it asks it. */
final class StubService implements AutoCloseable {
    static final String TOKEN = "sixteen-letters!";

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, Supplier<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> configuration = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private volatile String authorization;

    StubService() throws IOException {
        server.createContext("/", this::answer);
        server.start();
        with("quarkus.http.host", "127.0.0.1").with("quarkus.http.port", Integer.toString(port()));
    }

    record Answer(int status, String body) {
    }

    /** Sets a key of the command's configuration. */
    StubService with(String key, String value) {
        configuration.put(key, value);
        return this;
    }

    StubService withToken() {
        return with("bactrian.api.token", TOKEN);
    }

    /** @param request such as {@code GET /path?query} */
    StubService say(String request, int status, String body) {
        return say(request, () -> new Answer(status, body));
    }

    StubService say(String request, Supplier<Answer> answer) {
        answers.put(request, answer);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(body.isEmpty() ? request : request + " " + body);
        Answer answer = answers.getOrDefault(request, () -> new Answer(404, "")).get();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Runs a command and returns its exit code; {@link #out()} and {@link #err()} have what it printed. */
    int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return ServiceCommand.commandLine(new SmallRyeConfigBuilder().withDefaultValues(configuration).build())
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** All requests so far, with their bodies. */
    List<String> asked() {
        return asked;
    }

    /** What came with the last request, or null. */
    String authorization() {
        return authorization;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
