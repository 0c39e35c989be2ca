package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** What stays on the disk, what goes, and what finds no room. */
@ExpectedErrors("io.bactrian.delivery")
class RetentionTest {
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
}
