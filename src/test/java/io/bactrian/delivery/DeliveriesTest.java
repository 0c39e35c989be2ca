package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Orders, from their begin to what becomes of their versions. */
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
}
