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
import io.bactrian.kit.Echo;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.Patience;

/** Looks at the application once a second, on a thread of its own. Its other methods are for one thread. */
final class Watch implements AutoCloseable {
    private static final double PATIENCE_SECONDS = 2;
    /** What the slowest echo of a second may take before the machine counts as slow. */
    private static final double ECHO_SECONDS = 0.25;
    private static final int LONGEST_REASON = 300;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.LONG)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Application application;
    private final Ledger ledger;
    private final Echo control;
    private final List<Moment> moments = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long start = System.nanoTime();
    private double slowness = 1;
    private volatile String phase = "start";
    private volatile String cause;
    private volatile double givenBack = Double.NEGATIVE_INFINITY;

    Watch(Application application, Ledger ledger, Echo control) {
        this.application = application;
        this.ledger = ledger;
        this.control = control;
        clock.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
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
        slowness(taken);
        var why = whyNotReady();
        moments.add(new Moment(now(), phase, why.isEmpty(), why, ledger.longestWait().toMillis() / 1000.0, slowness, taken,
                now() - givenBack, process.threads(), process.openFiles(), process.residentBytes() >> 20));
    }

    /** The control goes through the broker: while that may be away, the machine is as fast as it was. */
    private void slowness(String taken) {
        var slowest = control.slowestSinceLast();
        if (taken == null && now() - givenBack > Verdict.AFTERMATH) {
            slowness = Math.max(1, slowest / ECHO_SECONDS);
        }
    }

    private String whyNotReady() {
        var patience = Duration.ofMillis((long) (1000 * PATIENCE_SECONDS * slowness));
        try {
            var response = HTTP.send(
                    HttpRequest.newBuilder(application.page("/observe/health/ready")).timeout(patience).build(),
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
