package io.bactrian.it;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.Ledger;

/** Looks at the application once a second, on a thread of its own. Its other methods are for one thread. */
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST_REASON = 300;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Application application;
    private final Ledger ledger;
    private final List<Moment> moments = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long start = System.nanoTime();
    private volatile String phase = "start";
    private volatile String cause;
    private volatile double givenBack = Double.NEGATIVE_INFINITY;

    Watch(Application application, Ledger ledger) {
        this.application = application;
        this.ledger = ledger;
        clock.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
    }

    void phase(String name) {
        phase = name;
    }

    /** Something that the answers need is taken away while {@code meanwhile} runs. */
    void without(String what, Runnable meanwhile) {
        cause = what;
        try {
            meanwhile.run();
        } finally {
            givenBack = now();
            cause = null;
        }
    }

    List<Moment> moments() {
        return moments;
    }

    double now() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void look() {
        var process = application.process();
        if (!process.alive()) {
            return;
        }
        var taken = cause;
        var why = whyNotReady();
        moments.add(new Moment(now(), phase, why.isEmpty(), why, ledger.longestWait().toMillis() / 1000.0, taken,
                now() - givenBack, process.threads(), process.openFiles(), process.residentBytes() >> 20));
    }

    private String whyNotReady() {
        try {
            var response = HTTP.send(
                    HttpRequest.newBuilder(application.page("/observe/health/ready")).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? "" : response.statusCode() + " " + down(response.body());
        } catch (IOException e) {
            return "no answer: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String down(String health) throws IOException {
        var reasons = StreamSupport.stream(JSON.readTree(health).path("checks").spliterator(), false)
                .filter(check -> !check.path("status").asText().equals("UP"))
                .map(check -> check.path("name").asText() + " " + check.path("data")).collect(Collectors.joining(", "));
        return reasons.substring(0, Math.min(reasons.length(), LONGEST_REASON));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
