package io.bactrian.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A stream of events that a test follows. It fails where what it waits for does not come within {@link Patience#LONG}. */
public final class EventStream implements AutoCloseable {
    private static final String DATA = "data: ";

    private final InputStream body;
    private final BufferedReader lines;

    EventStream(HttpResponse<InputStream> response) {
        if (response.statusCode() != 200 || !is(response.headers())) {
            throw new AssertionError("expected a stream of events, but " + response);
        }
        body = response.body();
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Whether a response with these headers goes on until its reader goes. */
    static boolean is(HttpHeaders headers) {
        return headers.firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    }

    /** The data of the next event with that name. */
    public String event(String name) throws Exception {
        return within(() -> {
            find(("event: " + name)::equals);
            return find(line -> line.startsWith(DATA)).substring(DATA.length());
        });
    }

    /** The next line, of whatever kind. */
    public String line() throws Exception {
        return within(lines::readLine);
    }

    private String find(Predicate<String> wanted) throws IOException {
        String line;
        do {
            line = Objects.requireNonNull(lines.readLine(), "the stream has ended");
        } while (!wanted.test(line));
        return line;
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static String within(Reading reading) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reading.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
