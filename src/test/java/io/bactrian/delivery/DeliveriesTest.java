package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static io.bactrian.delivery.DeliveryRig.sized;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.Promote;
import io.bactrian.rollout.State;

/** Orders against a server with faults. */
@ExpectedErrors("io.bactrian.delivery")
class DeliveriesTest {
    private static final int SIZE = 1 << 20;
    private static final byte[] ARCHIVE = Archives.version(SIZE, 1);
    private static final byte[] OTHER = Archives.version(SIZE, 2);

    @TempDir
    private Path root;
    private DeliveryRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new DeliveryRig(root).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anArchiveBehindAUrlBecomesAVersionFolder() throws IOException {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");

        assertThat(rig.version(2)).containsOnlyKeys("model.onnx", "model.yaml");
        assertThat(rig.version(2).get("model.onnx")).hasSize(SIZE);
        assertThat(rig.server.requests()).containsExactly("GET /2.zip");
        rig.step();
        assertThat(rig.incoming()).isEmpty();
        assertThat(rig.deliveries.received()).isEqualTo(ARCHIVE.length);
        assertThat(rig.deliveries.taken()).isBetween((long) SIZE, (long) SIZE + 100);
        assertThat(rig.events).startsWith("a fetching").endsWith("a delivered");
    }

    @Test
    void aConnectionThatIsCutGoesOnWhereItEnded() {
        rig.server.put("2.zip", ARCHIVE).cutAfter(300_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("delivered, or all comes again and again",
                () -> rig.state("a").equals("delivered") || rig.server.requests().size() > 10);

        assertThat(rig.server.requests()).hasSize(4).endsWith("GET /2.zip bytes=900000- \"one\"");
        assertThat(rig.version(2).get("model.onnx")).hasSize(SIZE);
    }

    @Test
    void whatHasComeIsKeptOverARestart() throws IOException {
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE).stallAfter(600_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("some", () -> rig.status("a") != null
                && rig.status("a").bytes() == 600_000);
        assertThat(rig.status("a").total()).isEqualTo(ARCHIVE.length);
        rig.deliveries.close();

        page.stallAfter(Long.MAX_VALUE);
        rig.start().untilState("a", "delivered");

        assertThat(rig.server.requests()).endsWith("GET /2.zip bytes=600000- \"one\"");
        assertThat(rig.server.sent()).isEqualTo(ARCHIVE.length);
    }

    @Test
    void contentThatChangesWhileItIsFetchedComesAnew() {
        ArchiveServer.Page page = rig.server.put("2.zip", OTHER).cutAfter(300_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("some has come",
                () -> rig.server.requests().size() > 1);
        page.body(ARCHIVE, "\"two\"").cutAfter(Long.MAX_VALUE);

        rig.untilState("a", "delivered");
        assertThat(rig.version(2).get("model.onnx")).hasSize(SIZE);
    }

    @Test
    void aServerWithoutRangesOrETagsSendsAllAnew() {
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE).etag(null).cutAfter(300_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("tried", () -> rig.server.requests().size() > 2);
        page.cutAfter(Long.MAX_VALUE).etag("\"one\"").withoutRanges();

        rig.untilState("a", "delivered");
        assertThat(rig.server.requests()).allMatch(request -> request.equals("GET /2.zip"));
    }

    @Test
    void anArchiveWithAnotherDigestIsNeverAVersionAndIsNamed() throws IOException {
        rig.server.put("2.zip", OTHER);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains(Archives.sha256(ARCHIVE), Archives.sha256(OTHER), "fetched 3 times");
        assertThat(rig.version(2)).isEmpty();
        assertThat(rig.server.requests()).hasSize(3);
        for (int i = 0; i < 20; i++) {
            rig.step();
        }
        assertThat(rig.server.requests()).hasSize(3);
    }

    @Test
    void whatIsSpoiledOnTheWayIsFetchedAnew() {
        ArchiveServer.Page page = rig.server.put("2.zip", OTHER);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("a first try",
                () -> rig.server.sent() >= OTHER.length);
        page.body(ARCHIVE, "\"one\"");

        rig.untilState("a", "delivered");
    }

    @Test
    void anArchiveThatIsTooLargeIsRejectedBeforeItComes() throws IOException {
        rig.maxBytes = 100_000;
        rig.deliveries.close();
        rig.start().server.put("2.zip", ARCHIVE).stallAfter(0);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains(ARCHIVE.length + " bytes", "at most 100000", "bactrian.delivery.max-bytes");
        assertThat(rig.deliveries.received()).isZero();
    }

    @Test
    void aBodyWithoutAnEndIsCutAtTheBound() throws IOException {
        rig.server.put("2.zip", ARCHIVE).endless();
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains("expected at most " + rig.maxBytes);
        assertThat(rig.deliveries.taken()).isLessThanOrEqualTo(rig.maxBytes);
    }

    @Test
    void aServerThatPromisesMoreThanItSendsIsTriedAgain() {
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE).claim(ARCHIVE.length + 1000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("tried", () -> rig.server.requests().size() > 2);
        assertThat(rig.version(2)).isEmpty();

        page.claim(-1).etag("\"honest\"");
        rig.untilState("a", "delivered");
    }

    @Test
    void aServerThatPromisesLessThanItSendsGivesNoVersion() {
        rig.server.put("2.zip", ARCHIVE).claim(ARCHIVE.length - 1000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains("sha256");
        assertThat(rig.version(2)).isEmpty();
    }

    @Test
    void aServerThatHasNothingYetIsAskedAgainLater() {
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "retrying");
        assertThat(rig.reason("a")).contains("answered 404");
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE).status(503, "Retry-After: 1");
        rig.until("503", () -> rig.reason("a").contains("answered 503"));
        page.status(200, "");

        rig.untilState("a", "delivered");
    }

    @Test
    void aServerThatFallsSilentIsLeftAfterAWhileAndGoneOnWith() throws IOException {
        rig.idle = Duration.ofMillis(300);
        rig.deliveries.close();
        ArchiveServer.Page page = rig.start().server.put("2.zip", ARCHIVE).stallAfter(600_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("left", () -> rig.server.requests().size() > 1);
        page.stallAfter(Long.MAX_VALUE);

        rig.untilState("a", "delivered");
    }

    @Test
    void anOrderThatIsWithdrawnEndsItsFetchAndLeavesNothing() throws IOException {
        rig.server.put("2.zip", ARCHIVE).stallAfter(600_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("some", () -> rig.status("a") != null
                && rig.status("a").bytes() == 600_000);

        rig.orders.clear();
        rig.take().until("nothing is left", () -> rig.deliveries.taken() == 0);

        assertThat(rig.incoming()).isEmpty();
        assertThat(rig.deliveries.status()).isEmpty();
        assertThat(rig.version(2)).isEmpty();
        assertThat(rig.events).endsWith("a withdrawn");
    }

    @Test
    void ordersThatFailOrHangDelayNoOther() throws IOException {
        rig.turn = Duration.ofMillis(200);
        rig.deliveries.close();
        rig.start();
        rig.server.put("hangs.zip", ARCHIVE).stallAfter(1000);
        rig.server.put("hangs-too.zip", ARCHIVE).stallAfter(1000);
        rig.order(remote("a0", 100, rig.server.url("hangs.zip"), ARCHIVE),
                remote("a1", 101, rig.server.url("hangs-too.zip"), ARCHIVE),
                remote("a2", 102, rig.server.url("missing.zip"), ARCHIVE));
        rig.step();
        for (int i = 0; i < 8; i++) {
            byte[] archive = Archives.version(1000, 50 + i);
            rig.server.put(i + ".zip", archive);
            rig.order(remote("b" + i, i + 1, rig.server.url(i + ".zip"), archive));
        }

        rig.until("the others",
                () -> rig.deliveries.status().stream().filter(one -> one.state().equals("delivered")).count() == 8);

        assertThat(List.of(rig.state("a0"), rig.state("a1"), rig.state("a2"))).doesNotContain("delivered");
    }

    @Test
    void whatFindsNoRoomSaysSoAndUnneededVersionsGoForIt() throws IOException {
        rig.capacity = 4 * SIZE + SIZE / 4;
        rig.keep = 2;
        rig.deliveries.close();
        rig.start();
        rig.needed.put("pump", Set.of(1));
        for (int version = 1; version <= 2; version++) {
            byte[] archive = Archives.version(SIZE, version);
            rig.server.put(version + ".zip", archive);
            rig.order(remote("v" + version, version, rig.server.url(version + ".zip"), archive));
            rig.untilState("v" + version, "delivered");
        }
        byte[] large = Archives.version(SIZE * 3 / 2, 3);
        rig.server.put("3.zip", large);
        rig.order(remote("v3", 3, rig.server.url("3.zip"), large)).until("no room", () -> rig.state("v3").equals("retrying"));
        assertThat(rig.reason("v3")).contains("no room", "bactrian.delivery.capacity");
        assertThat(rig.version(2)).isNotEmpty();

        rig.orders.removeIf(order -> !order.id().equals("v3"));
        rig.take().untilState("v3", "delivered");

        assertThat(rig.version(1)).as("it serves").isNotEmpty();
        assertThat(rig.version(2)).isEmpty();
    }

    @Test
    void aDiskThatIsNearlyFullStaysAsItIs() throws IOException {
        rig.minFree = Long.MAX_VALUE / 2;
        rig.deliveries.close();
        rig.start().server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "retrying");

        assertThat(rig.reason("a")).contains("no room", "bactrian.delivery.min-free");
        assertThat(rig.deliveries.taken()).isZero();
    }

    @Test
    void versionsThatNoOrderNamesAndNothingNeedsGoButForTheNewest() {
        rig.needed.put("pump", Set.of(1));
        for (int version = 1; version <= 4; version++) {
            byte[] archive = Archives.version(100, version);
            rig.server.put(version + ".zip", archive);
            rig.order(remote("v" + version, version, rig.server.url(version + ".zip"), archive));
            rig.untilState("v" + version, "delivered");
        }
        rig.scanned = false;
        rig.orders.clear();
        rig.take().step();
        assertThat(List.of(rig.version(1), rig.version(2), rig.version(3), rig.version(4))).doesNotContain(Map.of());

        rig.scanned = true;
        rig.step();

        assertThat(rig.version(1)).as("it is needed").isNotEmpty();
        assertThat(rig.version(2)).isEmpty();
        assertThat(rig.version(3)).isEmpty();
        assertThat(rig.version(4)).as("the newest of the others").isNotEmpty();
    }

    @Test
    void otherContentUnderTheSameNumberTakesItsPlace() {
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        byte[] before = rig.version(2).get("model.onnx");

        page.body(OTHER, "\"two\"");
        rig.orders.clear();
        rig.order(remote("a", 2, rig.server.url("2.zip"), OTHER)).until("other content",
                () -> rig.state("a").equals("delivered") && !List.of(rig.version(2).get("model.onnx")).contains(before)
                        && rig.server.sent() == ARCHIVE.length + OTHER.length);

        assertThat(rig.version(2).get("model.onnx")).hasSize(SIZE).isNotEqualTo(before);
    }

    @Test
    void filesInTheOrderItselfNeedNoServer() {
        Map<String, String> onnx = Map.of("model.onnx", Base64.getEncoder().encodeToString(new byte[]{1, 2, 3}));
        rig.order(new Order("a", "pump", 2, new OrderSource.Inline(Map.of("model.yaml", "task: raw\n"), onnx), null,
                Promote.MANUAL, NodeSelector.ALL),
                new Order("b", "pump", 3, new OrderSource.Inline(Map.of("model.yaml", ""), onnx), "0".repeat(64), null,
                        NodeSelector.ALL));
        rig.untilState("a", "delivered");
        rig.untilState("b", "rejected");

        assertThat(rig.version(2)).containsOnlyKeys("model.onnx", "model.yaml");
        assertThat(rig.version(2).get("model.onnx")).containsExactly(1, 2, 3);
        assertThat(rig.version(3)).isEmpty();
        assertThat(rig.deliveries.of("pump", 2)).isEqualTo(Promote.MANUAL);
        assertThat(rig.deliveries.of("pump", 3)).isNull();
    }

    @Test
    void aFileOfAMountedVolumeIsCopiedAndNoneOutsideOfIt() throws IOException {
        Files.createDirectories(rig.volume.resolve("pump"));
        Files.write(rig.volume.resolve("pump/2.zip"), ARCHIVE);
        Files.write(root.resolve("outside.zip"), OTHER);
        Files.createSymbolicLink(rig.volume.resolve("link.zip"), root.resolve("outside.zip"));
        rig.order(mounted("a", 2, "pump/2.zip", ARCHIVE), mounted("b", 3, "../outside.zip", OTHER),
                mounted("c", 4, "link.zip", OTHER), mounted("d", 5, "missing.zip", OTHER));
        rig.untilState("a", "delivered");
        rig.untilState("b", "rejected");
        rig.untilState("c", "rejected");
        rig.untilState("d", "retrying");

        assertThat(rig.reason("c")).contains("leads out of");
        assertThat(rig.version(2)).hasSize(2);
    }

    private static Order mounted(String id, int version, String path, byte[] archive) {
        return new Order(id, "pump", version, new OrderSource.Mounted(path), Archives.sha256(archive), null, NodeSelector.ALL);
    }

    @Test
    void anOrderIsForTheNodesThatItSelects() {
        byte[] small = Archives.version(10, 9);
        rig.server.put("s.zip", small);
        rig.order(selected("a", 1, small, new NodeSelector(Set.of("edge1", "edge2"), Map.of(), Set.of())),
                selected("b", 2, small, new NodeSelector(Set.of("edge2"), Map.of(), Set.of())),
                selected("c", 3, small, new NodeSelector(Set.of(), Map.of("site", "north"), Set.of())),
                selected("d", 4, small, new NodeSelector(Set.of(), Map.of(), Set.of("pump-7"))));
        rig.untilState("a", "delivered");
        assertThat(rig.deliveries.status()).hasSize(1);

        rig.labels.put("site", "north");
        rig.devices = Set.of("pump-7");
        rig.take().untilState("c", "delivered");
        rig.untilState("d", "delivered");
        assertThat(rig.state("b")).isEqualTo("none");
    }

    private Order selected(String id, int version, byte[] archive, NodeSelector nodes) {
        return new Order(id, "pump", version, new OrderSource.Remote(rig.server.url("s.zip")), Archives.sha256(archive), null,
                nodes);
    }

    @Test
    void aVersionIsOrderedOnceAndIsNotOneOfTheNodesOwn() throws IOException {
        Files.createDirectories(rig.local.resolve("pump/1"));
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE), remote("b", 2, rig.server.url("2.zip"), ARCHIVE),
                remote("c", 1, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        assertThat(rig.reason("b")).contains("ordered by a");
        assertThat(rig.reason("c")).contains("is in " + rig.local);

        rig.orders.remove(0);
        Files.delete(rig.local.resolve("pump/1"));
        rig.take().untilState("b", "delivered");
        rig.untilState("c", "delivered");
    }

    @Test
    void onceItIsDeliveredTheStateIsThatOfTheVersion() {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        rig.models.put("pump", new ModelStatus("pump", 1, List.of(new VersionStatus(2, State.SHADOW, null, null))));
        rig.step();
        assertThat(rig.state("a")).isEqualTo("shadow");
        rig.models.put("pump",
                new ModelStatus("pump", 1, List.of(new VersionStatus(2, State.ROLLED_BACK, "it is worse", null))));
        rig.step();
        rig.step();

        assertThat(rig.state("a")).isEqualTo("rolled-back");
        assertThat(rig.reason("a")).isEqualTo("it is worse");
        assertThat(rig.events).endsWith("a delivered", "a shadow", "a rolled-back");
    }

    @Test
    void aDeliveredVersionIsKnownAfterARestartAndItsPromotionMayChange() throws IOException {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        rig.deliveries.close();
        rig.orders.set(0, new Order("z", "pump", 2, new OrderSource.Remote(rig.server.url("elsewhere.zip")),
                Archives.sha256(ARCHIVE), Promote.IMMEDIATE, NodeSelector.ALL));
        rig.start().step();

        assertThat(rig.state("z")).isEqualTo("delivered");
        assertThat(rig.deliveries.of("pump", 2)).isEqualTo(Promote.IMMEDIATE);
        assertThat(rig.server.requests()).hasSize(1);

        rig.deliveries.close();
        rig.orders.clear();
        rig.start().step();
        assertThat(rig.deliveries.of("pump", 2)).as("without the order").isEqualTo(Promote.IMMEDIATE);
    }

    @Test
    void aFolderThatIsRemovedByHandComesAnew() throws IOException {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        Folders.delete(rig.deliveries.models().resolve("pump/2"));

        rig.until("fetched again", () -> rig.server.requests().size() == 2 && rig.state("a").equals("delivered"));
        assertThat(rig.version(2)).hasSize(2);
    }

    @Test
    void whileNobodyHasSaidWhatIsOrderedNothingIsRemoved() throws IOException {
        rig.keep = 0;
        rig.deliveries.close();
        rig.start().server.put("2.zip", ARCHIVE);
        rig.server.put("3.zip", OTHER).stallAfter(600_000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE), remote("b", 3, rig.server.url("3.zip"), OTHER));
        rig.untilState("a", "delivered");
        rig.until("a part", () -> rig.status("b").bytes() == 600_000);
        rig.deliveries.close();

        rig.startWithoutOrders();
        rig.step();

        assertThat(rig.version(2)).isNotEmpty();
        assertThat(rig.incoming()).hasSize(1);
        rig.orders.clear();
        rig.take().step();
        assertThat(rig.version(2)).isEmpty();
        assertThat(rig.incoming()).isEmpty();
    }

    @Test
    void anArchiveOfAnotherSizeIsNoVersionAndNoMoreOfItIsKept() {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(sized("a", 2, rig.server.url("2.zip"), ARCHIVE, 1000)).untilState("a", "rejected");
        rig.server.put("3.zip", ARCHIVE).endless();
        rig.order(sized("b", 3, rig.server.url("3.zip"), ARCHIVE, 1000)).untilState("b", "rejected");

        assertThat(rig.reason("a")).contains(ARCHIVE.length + " bytes or more; expected 1000", "fetched 3 times");
        assertThat(rig.reason("b")).contains("expected 1000", "fetched 3 times");
        assertThat(rig.deliveries.taken()).isZero();
        rig.server.put("4.zip", ARCHIVE);
        rig.order(sized("c", 4, rig.server.url("4.zip"), ARCHIVE, ARCHIVE.length)).untilState("c", "delivered");
    }

    @Test
    void aRedirectIsFollowedAndTheOtherServerGetsNoToken() throws IOException {
        rig.deliveries.close();
        try (ArchiveServer other = new ArchiveServer()) {
            String own = rig.server.url("2.zip").getAuthority();
            rig.credentials = new BearerToken(() -> "t0ken", Set.of(own));
            rig.start().server.put("2.zip", new byte[0]).status(307, "Location: " + other.url("moved.zip"));
            other.put("moved.zip", ARCHIVE);
            rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");

            assertThat(rig.server.authorizations()).containsExactly("Bearer t0ken");
            assertThat(other.authorizations()).containsExactly("");
        }
    }

    @Test
    void theFileOfCredentialsIsForTheOrderedHostAndNoOther() throws IOException {
        rig.deliveries.close();
        try (ArchiveServer other = new ArchiveServer()) {
            rig.secrets = Files.writeString(root.resolve("credentials.yaml"), "hosts:\n  '" + rig.server.url("").getAuthority()
                    + "': {user: edge, password: word}\n  '" + other.url("").getAuthority() + "': {token: t0ken}\n");
            rig.start().server.put("2.zip", new byte[0]).status(302, "Location: " + other.url("moved.zip"));
            other.put("moved.zip", ARCHIVE);
            other.put("own.zip", ARCHIVE);
            rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
            assertThat(rig.server.authorizations()).containsExactly("Basic ZWRnZTp3b3Jk");
            assertThat(other.authorizations()).as("who redirects does not choose who gets a secret").containsExactly("");

            rig.order(remote("b", 3, other.url("own.zip"), ARCHIVE)).untilState("b", "delivered");
            assertThat(other.authorizations()).endsWith("Bearer t0ken");
        }
    }

    @Test
    void aServerThatRedirectsWithoutEndIsTriedAgain() {
        rig.server.put("2.zip", new byte[0]).status(302, "Location: /2.zip");
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "retrying");

        assertThat(rig.reason("a")).contains("more than 5 times");
    }

    @Test
    void whatIsWithdrawnIsNamedWhileItIsInUseAndThenGoes() {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        Withdrawal withdrawal = new Withdrawal("pump", 2, Archives.sha256(ARCHIVE));
        rig.orders.clear();
        rig.take();
        rig.deliveries.withdraw(List.of(withdrawal));
        rig.needed.put("pump", Set.of(2));
        rig.serving(2);
        rig.step();

        assertThat(rig.deliveries.withdrawnInUse()).containsExactly(withdrawal);
        assertThat(rig.version(2)).isNotEmpty();
        rig.serving(1);
        rig.step();
        assertThat(rig.deliveries.withdrawnInUse()).isEmpty();
        assertThat(rig.version(2)).as("though its model would go back to it").isEmpty();
        rig.serving(2);
        rig.step();
        assertThat(rig.deliveries.withdrawnInUse()).as("gone back to from memory").containsExactly(withdrawal);
    }

    @Test
    void aWithdrawalMeansItsOwnContentAlone() throws IOException {
        rig.server.put("2.zip", ARCHIVE);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
        rig.orders.clear();
        rig.take();
        rig.serving(2);
        rig.deliveries.withdraw(List.of(new Withdrawal("pump", 2, Archives.sha256(OTHER))));
        rig.step();

        assertThat(rig.deliveries.withdrawnInUse()).isEmpty();
        Files.createDirectories(rig.local.resolve("pump/2"));
        rig.deliveries.withdraw(List.of(new Withdrawal("pump", 2, Archives.sha256(ARCHIVE))));
        rig.step();
        assertThat(rig.deliveries.withdrawnInUse()).isEmpty();
        assertThat(rig.version(2)).isNotEmpty();
    }

    @Test
    void whileOneOfSeveralSourcesHasNotSaidWhatIsOrderedNothingIsRemoved() throws IOException {
        rig.server.put("2.zip", ARCHIVE).stallAfter(1000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("some has come", () -> rig.server.sent() >= 1000);
        rig.deliveries.close();
        rig.sources = Set.of("test", "other");
        rig.orders.clear();
        rig.start().step();

        assertThat(rig.incoming()).isNotEmpty();
        rig.deliveries.take("other", List.of(), Map.of(), Map.of());
        rig.step();
        assertThat(rig.incoming()).isEmpty();
    }
}
