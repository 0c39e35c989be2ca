package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.Announcement.State;
import io.bactrian.announce.Nodes;
import io.bactrian.announce.RolloutReport;
import io.bactrian.announce.RolloutReportJson;
import io.bactrian.delivery.ArchiveServer;
import io.bactrian.delivery.Archives;
import io.bactrian.kit.Announcer;
import io.bactrian.kit.Application;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

/** The packaged application and versions that a cloud announces over a real Kafka. */
@SuppressWarnings("try")
class AnnouncedDeliveryIT {
    private static final String TOKEN = "a-token-of-these-tests";
    private static final String MODEL = ModelsFolder.MODEL;
    private static final long STALLED = 600_000;

    /** The shipped version's files, with some more so that they take a while and differ. */
    private static byte[] archive(long seed) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("models", MODEL, "1"))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] more = new byte[1 << 20];
        new Random(seed).nextBytes(more);
        files.put("more.bin", more);
        return Archives.zip(files);
    }

    private static Announcement announcement(int version, State state, ArchiveServer server, byte[] archive, String signature) {
        return new Announcement(MODEL, version, state, server.url(version + ".zip"), Archives.sha256(archive), archive.length,
                signature, Nodes.ALL, Announcement.Promote.IMMEDIATE, null, Instant.now());
    }

    private static Application configured(Application application, String topics, Path keys) {
        return application.with("bactrian.delivery.source", "announcements").with("bactrian.delivery.keys", keys)
                .with("bactrian.delivery.announcements-topic", topics + ".models")
                .with("bactrian.delivery.reports-topic", topics + ".rollouts").with("bactrian.statistics.node", "edge-1")
                .with("bactrian.delivery.dir", application.directory().resolve("delivery"))
                .with("bactrian.delivery.labels", "zone=north").with("bactrian.api.token", TOKEN);
    }

    private static String get(Site site, String path) {
        return site.application().get(path, TOKEN).map(HttpResponse::body).orElse("");
    }

    private static String deliveries(Site site) {
        return get(site, "/bactrian/deliveries");
    }

    private static boolean serves(Site site, int version) {
        return get(site, "/bactrian/models/" + MODEL).contains("\"serving\":\"" + version + "\"");
    }

    private static List<RolloutReport> reports(Queue<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> {
            try {
                return RolloutReportJson.read(record.value());
            } catch (IOException e) {
                throw new AssertionError(new String(record.value(), StandardCharsets.UTF_8), e);
            }
        }).toList();
    }

    private static boolean reported(Queue<ConsumerRecord<byte[], byte[]>> records, int version, String state) {
        return reports(records).stream().anyMatch(report -> report.version() == version && report.state().equals(state));
    }

    @Test
    void anAnnouncedVersionComesOverAKillAndAnOutageOfKafkaAndIsRolledBackForGoodWhenItIsWithdrawn() throws IOException {
        byte[] archive = archive(1);
        Path keys = Files.createFile(Scratch.directory("keys").resolve("cloud.pem"));
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        try (ArchiveServer server = new ArchiveServer();
                Site site = new Site("announced", 2, application -> configured(application, "one", keys))) {
            site.kafka().createTopic("one.models", 1);
            site.kafka().createTopic("one.rollouts", 1);
            site.mqtt().start();
            try (Announcer announcer = new Announcer(site.kafka(), "one.models")) {
                Files.writeString(keys, announcer.pem());
                ArchiveServer.Page page = server.put("2.zip", archive).stallAfter(STALLED);
                String signature = announcer.sign(Archives.sha256(archive));
                announcer.announce(announcement(2, State.ANNOUNCED, server, archive, signature));
                site.application().start();
                site.fleet().connect();
                site.await("a part has come", Patience.LONG, () -> deliveries(site).contains("\"bytes\":" + STALLED));

                site.application().kill();
                site.withoutKafka(() -> {
                    page.stallAfter(Long.MAX_VALUE);
                    site.application().start();
                    site.await("it serves", Patience.LONG, () -> serves(site, 2));
                    site.await("health says where it is from", Patience.LONG,
                            () -> get(site, "/observe/health/ready").contains("\"announcementsFrom\": \"disk\""));
                });
                assertThat(server.requests()).containsExactly("GET /2.zip", "GET /2.zip bytes=" + STALLED + "- \"one\"");
                site.fleet().send(40, 0);
                site.fleet().awaitAcknowledged();
                try (KafkaTap tap = KafkaTap.all(site.kafka(), "one.rollouts", records::add)) {
                    site.await("its states are reported, those of the outage too", Patience.LONG,
                            () -> reported(records, 2, "fetching") && reported(records, 2, "probation"));

                    announcer.announce(announcement(2, State.WITHDRAWN, server, archive, null));
                    site.await("the version before serves", Patience.LONG, () -> serves(site, 1));
                    site.await("that is reported", Patience.LONG, () -> reported(records, 2, "rolled-back"));
                    Path folder = site.application().directory().resolve("delivery/models/" + MODEL + "/2");
                    site.await("its files are gone", Patience.LONG, () -> !Files.exists(folder));
                    site.application().kill();
                    site.application().start();
                    site.await("the table is read", Patience.LONG,
                            () -> get(site, "/observe/health/ready").contains("\"announcementsFrom\": \"kafka\""));
                    site.await("the start is reported", Patience.LONG,
                            () -> reports(records).stream().filter(one -> one.state().equals("started")).count() >= 3);
                    assertThat(serves(site, 1)).isTrue();
                    assertThat(Files.exists(folder)).isFalse();
                    assertThat(server.requests()).hasSize(2);
                }
                Books.nothingLost(site.settle(Patience.LONG));
            }
            List<RolloutReport> all = reports(records);
            assertThat(all).allSatisfy(report -> assertThat(report.node()).isEqualTo("edge-1"));
            assertThat(all.stream().filter(one -> one.state().equals("started")).findFirst().orElseThrow().labels())
                    .containsEntry("zone", "north");
            assertThat(KafkaTap.key(records.peek())).isEqualTo("edge-1");
            assertThat(KafkaTap.id(records.peek())).isEqualTo(all.get(0).id());
        }
    }

    @Test
    void whatIsWronglySignedOrMalformedIsNamedAndNeverFetchedAndHarmsNoOther() throws IOException {
        byte[] good = archive(1);
        byte[] bad = archive(2);
        Path keys = Files.createFile(Scratch.directory("keys").resolve("cloud.pem"));
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        try (ArchiveServer server = new ArchiveServer();
                Site site = new Site("signed", 1, application -> configured(application, "two", keys))) {
            site.kafka().createTopic("two.models", 2);
            site.kafka().createTopic("two.rollouts", 1);
            site.mqtt().start();
            try (Announcer announcer = new Announcer(site.kafka(), "two.models");
                    Announcer stranger = new Announcer(site.kafka(), "two.models");
                    KafkaTap tap = KafkaTap.all(site.kafka(), "two.rollouts", records::add)) {
                Files.writeString(keys, announcer.pem());
                server.put("3.zip", good);
                server.put("4.zip", bad);
                server.put("5.zip", bad);
                announcer.send(MODEL + "/2", "{\"model\": 1".getBytes(StandardCharsets.UTF_8));
                announcer.announce(
                        announcement(4, State.ANNOUNCED, server, bad, stranger.sign(Archives.sha256(bad))));
                announcer.announce(announcement(5, State.ANNOUNCED, server, bad, null));
                announcer.announce(
                        announcement(3, State.ANNOUNCED, server, good, announcer.sign(Archives.sha256(good))));
                site.application().start();
                site.await("the good one serves", Patience.LONG, () -> serves(site, 3));

                String health = get(site, "/observe/health/ready");
                assertThat(health).contains("announced/pump-anomaly-2", "announced/pump-anomaly-4", "announced/pump-anomaly-5",
                        "it is not signed", "none of the 1 key(s)").doesNotContain("announced/pump-anomaly-3");
                site.await("why is reported", Patience.LONG,
                        () -> reported(records, 4, "rejected") && reported(records, 5, "rejected"));
                assertThat(server.requests()).containsExactly("GET /3.zip");
                assertThat(site.application().directory().resolve("delivery/models/" + MODEL)).isDirectoryNotContaining(
                        file -> !file.getFileName().toString().equals("3"));
            }
        }
    }
}
