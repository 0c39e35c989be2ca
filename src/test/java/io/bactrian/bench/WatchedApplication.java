package io.bactrian.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.bactrian.kit.ChildProcess;

/** A packaged application while somebody looks at its flow and at its devices, as the page does. */
final class WatchedApplication implements Contender {
    private static final List<String> VIEWS = List.of("/bactrian/flow/live", "/bactrian/devices?limit=50&points=60&watch=true");
    private static final String DATA = "data:";

    private final PackagedApplication application;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService viewers = Executors.newFixedThreadPool(VIEWS.size());
    private final Map<String, Long> events = new ConcurrentHashMap<>();
    private volatile boolean closed;

    WatchedApplication(PackagedApplication application) {
        this.application = application;
    }

    @Override
    public String name() {
        return application.name() + ", watched";
    }

    @Override
    public String answers() {
        return application.answers();
    }

    @Override
    public Optional<String> missing() {
        return application.missing();
    }

    @Override
    public void launch(Servers servers, Path directory) {
        application.launch(servers, directory);
        VIEWS.forEach(view -> viewers.execute(() -> watch(view)));
    }

    private void watch(String view) {
        URI address = application.page(view);
        while (!closed) {
            try (Stream<String> lines = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines()).body()) {
                lines.filter(line -> line.startsWith(DATA)).forEach(event -> events.merge(view, 1L, Long::sum));
            } catch (IOException | RuntimeException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)); // it is starting, or has ended
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public Optional<ChildProcess> process() {
        return application.process();
    }

    /** @throws IllegalStateException where a view has shown nothing: then nothing of it was measured */
    @Override
    public void close() {
        closed = true;
        application.close();
        viewers.shutdownNow();
        VIEWS.stream().filter(view -> !events.containsKey(view)).findFirst().ifPresent(view -> {
            throw new IllegalStateException("no event came from " + view);
        });
        System.out.println(name() + ": events seen " + events);
    }
}
