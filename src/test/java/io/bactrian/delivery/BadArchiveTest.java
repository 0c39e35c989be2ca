package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static io.bactrian.delivery.DeliveryRig.sized;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Archives that are not what was ordered, or larger than they may be. */
@ExpectedErrors("io.bactrian.delivery")
class BadArchiveTest {
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
    void aServerThatPromisesLessThanItSendsGivesNoVersion() {
        rig.server.put("2.zip", ARCHIVE).claim(ARCHIVE.length - 1000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains("sha256");
        assertThat(rig.version(2)).isEmpty();
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
}
