package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Archives of a server whose answers are cut off, late, or otherwise not what they should be. */
@ExpectedErrors("io.bactrian.delivery")
class FetchTest {
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
    void aServerThatPromisesMoreThanItSendsIsTriedAgain() {
        ArchiveServer.Page page = rig.server.put("2.zip", ARCHIVE).claim(ARCHIVE.length + 1000);
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).until("tried", () -> rig.server.requests().size() > 2);
        assertThat(rig.version(2)).isEmpty();

        page.claim(-1).etag("\"honest\"");
        rig.untilState("a", "delivered");
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
}
