package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.bactrian.delivery.ArchiveServer;
import io.bactrian.delivery.Archives;
import io.bactrian.kit.Application;
import io.bactrian.kit.ModelEvents;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;
import io.bactrian.kube.FakeMetaServer;
import io.bactrian.kube.Orders;

/** The packaged application and a version that the cluster orders. */
class DeliveryIT {
    private static final String TOKEN = "a-token-of-these-tests";
    private static final String MODEL = "pump-anomaly";
    private static final long STALLED = 600_000;

    /** The shipped version's files, with some more so that they take a while. */
    private static byte[] archive() {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("models", MODEL, "1"))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] more = new byte[1 << 20];
        new Random(1).nextBytes(more);
        files.put("more.bin", more);
        return Archives.zip(files);
    }

    private static Application configured(Application application, FakeMetaServer api) {
        return application.with("bactrian.delivery.source", "kubernetes").with("bactrian.delivery.namespace", "bactrian")
                .with("bactrian.delivery.interval", "1s").with("bactrian.delivery.status-namespace", "states")
                .with("bactrian.delivery.dir", application.directory().resolve("delivery"))
                .with("bactrian.kubernetes.url", api.url()).with("bactrian.kubernetes.node", "edge1")
                .with("bactrian.api.token", TOKEN);
    }

    private static String deliveries(Site site) {
        return site.application().get("/bactrian/deliveries", TOKEN).map(HttpResponse::body).orElse("");
    }

    @Test
    void anOrderedVersionComesOverAKillInTheMiddleOfItsFetchAndServesWithoutTheCluster() {
        byte[] archive = archive();
        try (FakeMetaServer api = new FakeMetaServer("edge1");
                ArchiveServer server = new ArchiveServer();
                Site site = new Site("delivery", 2, application -> configured(application, api))) {
            ArchiveServer.Page page = server.put("2.zip", archive).stallAfter(STALLED);
            api.put("configmaps", Orders.order("pump-2", MODEL, "version", "2", "url", server.url("2.zip").toString(), "sha256",
                    Archives.sha256(archive), "promote", "immediate"));
            site.mqtt().start();
            try (ModelEvents events = new ModelEvents(site.mqtt().url(), MODEL)) {
                site.application().start();
                site.fleet().connect();
                site.await("a part has come", Patience.LONG, () -> deliveries(site).contains("\"bytes\":" + STALLED));
                site.await("its state is in the cluster", Patience.LONG,
                        () -> api.found("configmaps", "states/bactrian-edge1") != null
                                && api.found("configmaps", "states/bactrian-edge1").path("data").path("pump-2").asText()
                                        .contains("\"state\":\"fetching\""));

                site.application().kill();
                api.stop();
                page.stallAfter(Long.MAX_VALUE);
                site.application().start();
                site.await("it serves", Patience.LONG, () -> deliveries(site).contains("\"state\":\"probation\""));

                assertThat(server.requests()).containsExactly("GET /2.zip", "GET /2.zip bytes=" + STALLED + "- \"one\"");
                site.fleet().send(20, 0);
                site.fleet().awaitAcknowledged();
                Books.nothingLost(site.settle(Patience.LONG));
                site.await("events", Patience.LONG, () -> events.heard(2, "promoted") && events.all().stream()
                        .anyMatch(event -> event.path("event").asText().equals("delivery")
                                && event.path("state").asText().equals("probation")));
                assertThat(events.all().stream().filter(event -> event.path("event").asText().equals("delivery"))
                        .map(event -> event.path("state").asText())).contains("fetching", "probation");
            }
        }
    }
}
