package io.bactrian.cloud.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.Announcement.State;
import io.bactrian.announce.Nodes;
import io.bactrian.announce.RolloutReport;
import io.bactrian.cloud.pool.Card;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.kit.ExpectedErrors;

/** Deployments before two nodes whose reports are the test's. */
@ExpectedErrors("io.bactrian.cloud.deploy")
class DeploymentsTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");
    private static final Target ALL = new Target(Nodes.ALL, Set.of(), 0, null, null);
    private static final Target CANARY = new Target(Nodes.ALL, Set.of("edge-1"), 0, Announcement.Promote.GATED, null);

    @TempDir
    private Path dir;
    /** What Kafka has, by key, a tombstone as null; and how often each was sent. */
    private final Map<String, Announcement> topic = new HashMap<>();
    private final List<String> sent = new ArrayList<>();
    private boolean kafka = true;
    private Instant now = AT;
    private long nanos;
    private int reports;
    private Deployments deployments;

    @BeforeEach
    void start() throws IOException {
        deployments = new Deployments(dir,
                new DeploymentSettings(URI.create("https://cloud/bactrian/pool"), 2, Duration.ofHours(1)),
                this::send, () -> nanos, new Clock() {
                    @Override
                    public Instant instant() {
                        return now;
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                });
    }

    private void send(Publication publication) {
        if (!kafka) {
            throw new IllegalStateException("Kafka is away");
        }
        sent.add(publication.key());
        topic.put(publication.key(), publication.announcement());
    }

    private static PoolVersion version(int number) {
        return new PoolVersion("pump", number, DIGEST, 100, "c2ln", "key", false,
                new Card(null, "anomaly", List.of(), List.of(), null, Map.of(), null, null, null, null, null, null, null, AT,
                        List.of()));
    }

    private void report(String node, int version, String state) throws IOException {
        deployments.reports().take(List
                .of(new RolloutReport(node + "-" + ++reports, now, node, "pump", version, state, "because", null, Map.of())),
                Map.of());
        step();
    }

    private void step() throws IOException {
        now = now.plusSeconds(1);
        nanos += 1_000_000_000;
        deployments.step();
    }

    private DeploymentState state(int version) {
        return deployments.history("pump").stream().filter(one -> one.version() == version).findFirst().orElseThrow().state();
    }

    private Set<String> announcedTo(int version) {
        return topic.get("pump/" + version).nodes().names();
    }

    @Test
    void aVersionGoesToItsFirstNodesAndOnceTheyServeItPastProbationToAll() throws Exception {
        deployments.deploy(version(2), CANARY, "anna");
        step();
        assertThat(announcedTo(2)).containsExactly("edge-1");
        var announcement = topic.get("pump/2");
        assertThat(announcement.url()).isEqualTo(URI.create("https://cloud/bactrian/pool/pump/2/archive"));
        assertThat(announcement.sha256()).isEqualTo(DIGEST);
        assertThat(announcement.signature()).isEqualTo("c2ln");
        assertThat(announcement.promote()).isEqualTo(Announcement.Promote.GATED);

        report("edge-2", 2, "serving");
        report("edge-1", 2, "probation");
        assertThat(state(2)).as("on probation").isEqualTo(DeploymentState.CANARY);
        report("edge-1", 2, "serving");
        assertThat(state(2)).isEqualTo(DeploymentState.ALL);
        step();
        assertThat(announcedTo(2)).isEmpty();
        assertThat(topic.get("pump/2").at()).isAfter(announcement.at());
        assertThat(deployments.nodes("pump", 2)).containsExactlyInAnyOrder("edge-1", "edge-2");
        assertThat(deployments.history("pump").get(0).history()).extracting(DeploymentEvent::event)
                .containsExactly("announced", "announced to all");
    }

    @Test
    void whatNodesWouldNotReadForItsLengthIsNotAnnounced() {
        Set<String> many = IntStream.range(0, 3000).mapToObj(i -> "edge-of-a-long-name-" + i).collect(Collectors.toSet());
        for (Target target : List.of(new Target(Nodes.ALL, many, 0, null, null),
                new Target(Nodes.ALL.named(many), Set.of("edge-1"), 0, null, null))) {
            assertThatThrownBy(() -> deployments.deploy(version(2), target, "anna")).isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("select nodes by labels");
        }
        assertThat(deployments.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ".", "\u00e9", "\ud83d\ude00"})
    void aNodeOfALongNameIsKnownAndHoldsUpNoReportOfOthers(String sign) throws Exception {
        String longest = sign.repeat(200 / sign.length());
        report(longest, 2, "serving");
        report("edge-1", 2, "serving");
        start();

        assertThat(deployments.nodes("pump", 2)).containsExactlyInAnyOrder(longest, "edge-1");
        assertThat(deployments.problems()).isEmpty();
    }

    @Test
    void whatIsKnownOfANodeIsBoundedAndWhatServesThereStays() throws Exception {
        ObjectNode large = JsonNodeFactory.instance.objectNode().put("messages", "9".repeat(10_000));
        report("edge-1", 1, "serving");
        deployments.reports().take(IntStream.range(2, 700).mapToObj(i -> new RolloutReport("r-" + i, now.plusSeconds(i),
                "edge-1", "pump", i, "rejected", "because ".repeat(1000), large, Map.of())).toList(), Map.of());

        assertThat(deployments.nodes()).singleElement().satisfies(node -> {
            assertThat(node.versions()).hasSize(500).containsKeys("pump/1", "pump/699").doesNotContainKey("pump/2");
            assertThat(node.versions().get("pump/699").reason()).hasSizeLessThan(1010);
            assertThat(node.versions().get("pump/699").comparison()).isNull();
        });
        start();
        assertThat(deployments.nodes("pump", 1)).containsExactly("edge-1");
    }

    @Test
    void afterSoManyRefusalsAndRollbacksItStops() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        report("edge-1", 2, "rolled-back");
        assertThat(state(2)).isEqualTo(DeploymentState.ALL);
        report("edge-1", 2, "rolled-back");
        assertThat(state(2)).as("one node counts once").isEqualTo(DeploymentState.ALL);
        report("edge-2", 2, "rejected");

        assertThat(state(2)).isEqualTo(DeploymentState.STOPPED);
        assertThat(deployments.list().get(0).history().get(1).reason())
                .isEqualTo("2 nodes refused it or rolled it back: edge-1 (rolled-back: because); edge-2 (rejected: because)");
        step();
        assertThat(topic.get("pump/2").state()).isEqualTo(State.ANNOUNCED);
        assertThat(topic.get("pump/2").until()).as("nobody begins to fetch it").isBeforeOrEqualTo(now);
    }

    @Test
    void whatANodeSaidBeforeADeploymentBeganDoesNotStopIt() throws Exception {
        report("edge-1", 2, "rejected");
        report("edge-2", 2, "rejected");
        deployments.deploy(version(2), ALL, "anna");
        step();

        assertThat(state(2)).isEqualTo(DeploymentState.ALL);
    }

    @Test
    void withdrawingIsAnnouncedToAllAndWhatItSupersededComesBack() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        step();
        deployments.deploy(version(3), CANARY, "anna");
        step();
        assertThat(topic.get("pump/2").state()).as("until all may have the next").isEqualTo(State.ANNOUNCED);
        deployments.promoteStage("pump", 3, "bert");
        step();
        assertThat(topic).containsEntry("pump/2", null);
        assertThat(deployments.deployed("pump", 2)).as("it may come back").isTrue();
        deployments.withdraw("pump", 3, "bert", "it is wrong");
        step();

        assertThat(topic.get("pump/3").state()).isEqualTo(State.WITHDRAWN);
        assertThat(topic.get("pump/2").state()).isEqualTo(State.ANNOUNCED);
        assertThat(deployments.deployed("pump", 3)).isFalse();
        report("edge-1", 3, "serving");
        assertThat(deployments.deployed("pump", 3)).as("a node serves it").isTrue();
        assertThat(deployments.withdraw("pump", 3, "bert", null).history()).as("again").hasSize(3);
    }

    @Test
    void aVersionForOtherNodesSupersedesNothing() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        deployments.deploy(version(3), new Target(new Nodes(Set.of("edge-2"), Map.of(), Set.of()), Set.of(), 0, null, null),
                "anna");
        step();

        assertThat(topic.get("pump/2").state()).isEqualTo(State.ANNOUNCED);
    }

    @Test
    void whileKafkaIsAwayNothingIsForgottenAndAKillInBetweenLosesNothing() throws Exception {
        kafka = false;
        deployments.deploy(version(2), CANARY, "anna");
        report("edge-1", 2, "serving");
        assertThat(deployments.problems()).containsEntry("announcements", "Kafka is away");
        start();
        assertThat(state(2)).isEqualTo(DeploymentState.ALL);
        assertThat(deployments.nodes("pump", 2)).containsExactly("edge-1");
        kafka = true;
        step();

        assertThat(announcedTo(2)).isEmpty();
        assertThat(deployments.problems()).isEmpty();
        start();
        step();
        assertThat(sent).as("once more at the start").containsExactly("pump/2", "pump/2");
        nanos += Duration.ofHours(2).toNanos();
        step();
        assertThat(sent).as("and now and then").hasSize(3);
    }

    @Test
    void aWithdrawalOutlivesAKillBeforeItIsAnnounced() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        step();
        deployments.withdraw("pump", 2, "anna", null);
        start();
        step();

        assertThat(topic.get("pump/2").state()).isEqualTo(State.WITHDRAWN);
    }

    @Test
    void aDeploymentWhoseTimeIsOverBeforeItHasProvenItselfStops() throws Exception {
        deployments.deploy(version(2), new Target(Nodes.ALL, Set.of("edge-1"), 0, null, AT.plusSeconds(60)), "anna");
        step();
        now = AT.plusSeconds(61);
        step();

        assertThat(state(2)).isEqualTo(DeploymentState.STOPPED);
        report("edge-1", 2, "serving");
        assertThat(state(2)).isEqualTo(DeploymentState.STOPPED);
    }

    @Test
    void aShareOfTheKnownNodesComesFirst() throws Exception {
        var share = new Target(new Nodes(Set.of(), Map.of("zone", "north"), Set.of()), Set.of(), 0.25, null, null);
        assertThatThrownBy(() -> deployments.deploy(version(2), share, "anna")).isInstanceOf(DeploymentException.class)
                .hasMessageContaining("no node that is meant is known yet");
        for (int i = 0; i < 10; i++) {
            deployments.reports()
                    .take(List.of(RolloutReport.started("s" + i, now, "edge-" + i, Map.of("zone", i < 8 ? "north" : "south"))),
                            Map.of());
        }
        deployments.reports().seen("edge-20");
        var canaries = deployments.deploy(version(2), share, "anna").canaries();

        assertThat(canaries).hasSize(2).isSubsetOf("edge-0", "edge-1", "edge-2", "edge-3", "edge-4", "edge-5", "edge-6",
                "edge-7");
        assertThat(deployments.nodes()).hasSize(11);
    }

    @Test
    void theSameAgainChangesNothingAndAnotherTargetIsRefused() throws Exception {
        deployments.deploy(version(2), CANARY, "anna");
        step();
        deployments.deploy(version(2), CANARY, "training");
        step();
        assertThat(sent).hasSize(1);
        assertThatThrownBy(() -> deployments.deploy(version(2), ALL, "anna")).hasMessageContaining("stop it first");
        assertThatThrownBy(() -> deployments.withdraw("pump", 9, "anna", null)).hasMessageContaining("was never deployed");
        deployments.stop("pump", 2, "anna", null);
        assertThatThrownBy(() -> deployments.promoteStage("pump", 2, "anna")).hasMessageContaining("is stopped");
        deployments.deploy(version(2), ALL, "anna");
        step();
        assertThat(announcedTo(2)).isEmpty();
        assertThat(topic.get("pump/2").until()).isNull();
    }

    @Test
    void aRepeatedReportCountsOnceAndAStartForgetsWhatServedAndNotWhatFailed() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        var failed = new RolloutReport("r-1", now, "edge-1", "pump", 2, "rolled-back", null, null, Map.of());
        deployments.reports().take(List.of(failed, failed), Map.of("bactrian.rollouts/0", 7L));
        report("edge-1", 1, "serving");
        assertThat(deployments.nodes("pump", 1)).containsExactly("edge-1");
        deployments.reports().take(List.of(RolloutReport.started("s", now, "edge-1", Map.of()),
                new RolloutReport("r-2", now, "edge-1", "pump", 2, "removed", null, null, Map.of())), Map.of());

        assertThat(deployments.nodes("pump", 1)).isEmpty();
        start();
        assertThat(deployments.reports().offset("bactrian.rollouts/0")).isEqualTo(7);
        report("edge-2", 2, "rejected");
        assertThat(state(2)).isEqualTo(DeploymentState.STOPPED);
    }

    @Test
    void aDamagedFileIsNamedAndHarmsNoOther() throws Exception {
        deployments.deploy(version(2), ALL, "anna");
        deployments.deploy(version(3), CANARY, "anna");
        Files.writeString(dir.resolve("models/pump/3.json"), "{");
        start();

        assertThat(deployments.list()).extracting(Deployment::version).containsExactly(2);
        assertThat(deployments.problems()).hasSize(1).allSatisfy((file, reason) -> assertThat(file).endsWith("pump/3.json"));
    }

    @Test
    void ofSeveralVersionsThatANodeSaidItServesTheLastCounts() throws Exception {
        report("edge-1", 3, "serving");
        report("edge-1", 2, "serving");

        assertThat(deployments.nodes("pump", 3)).isEmpty();
        assertThat(deployments.nodes("pump", 2)).containsExactly("edge-1");
    }

    @Test
    void whatKafkaDidNotTakeIsAnnouncedOnceItIsBackWithoutARestart() throws Exception {
        kafka = false;
        deployments.deploy(version(2), ALL, "anna");
        step();
        kafka = true;
        nanos += Duration.ofMinutes(2).toNanos();
        step();

        assertThat(sent).containsExactly("pump/2");
    }

    @Test
    void theHighestVersionThatNodesMayFetchIsTheAnnouncedOneWhetherTheyHaveItOrNot() throws Exception {
        assertThat(deployments.announced("pump")).isEmpty();
        deployments.deploy(version(2), ALL, "anna");
        deployments.deploy(version(3), CANARY, "anna");
        report("edge-1", 2, "serving");
        assertThat(deployments.announced("pump")).hasValue(3);
        assertThat(deployments.announced("fan")).isEmpty();

        deployments.stop("pump", 3, "anna", "too warm");
        assertThat(deployments.announced("pump")).hasValue(2);
    }
}
