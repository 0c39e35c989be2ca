package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

/** The packaged application starts with what is there, says what is missing, and answers once it comes. */
class StartIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final Path SHIPPED = Path.of("models");

    private static String readiness(Site site) {
        return site.application().get("/observe/health/ready").map(HttpResponse::body).orElse("");
    }

    private static void awaitNotReady(Site site, String why) {
        site.await("not ready: " + why, PATIENCE, () -> readiness(site).contains(why) && !site.application().ready());
    }

    private static void awaitUp(Site site, String check) {
        site.await(check + " is up", PATIENCE, () -> readiness(site).replaceAll("\\s", "")
                .contains("\"name\":\"" + check + "\",\"status\":\"UP\""));
    }

    /** Messages that are sent earlier come before the subscription, and are nobody's. */
    private static void awaitSubscribed(Site site) {
        awaitUp(site, "broker");
    }

    private static void launch(Site site) {
        site.mqtt().start();
        site.application().launch();
        site.fleet().connect();
    }

    @Test
    void messagesAreHeldUntilTheModelsFolderIsFilledAndAnsweredThen() {
        var models = Scratch.directory("models-later");
        try (var site = new Site("later", 5, application -> application.with("bactrian.models.dir", models)
                .with("bactrian.models.default", "").with("bactrian.models.scan", "100ms"))) {
            launch(site);
            awaitNotReady(site, "holds no model");
            assertThat(site.application().get("/").orElseThrow().statusCode()).isEqualTo(200);
            awaitSubscribed(site);
            site.fleet().send(50, 0);
            site.fleet().awaitAcknowledged();
            ModelsFolder.copy(SHIPPED.resolve("pump-anomaly/1"), models.resolve("pump-anomaly/1"));
            site.application().awaitReady(PATIENCE);
            Books.nothingLost(site.settle(PATIENCE));
        }
    }

    @Test
    void ofSeveralModelsWithoutAWordWhichTheServiceStartsAndSaysWhatToSet() {
        var models = Scratch.directory("models-several");
        ModelsFolder.copy(SHIPPED.resolve("pump-anomaly/1"), models.resolve("pump-anomaly/1"));
        ModelsFolder.copy(SHIPPED.resolve("pump-fault/1"), models.resolve("pump-fault/1"));
        try (var site = new Site("several", 5,
                application -> application.with("bactrian.models.dir", models).with("bactrian.models.default", ""))) {
            launch(site);
            awaitNotReady(site, "bactrian.models.default to one of them");
            assertThat(site.application().process().alive()).isTrue();
        }
    }

    @Test
    void aRolloutFolderThatCannotBeUsedEndsTheStartWithTheReason() throws IOException {
        var file = Files.createFile(Scratch.directory("rollout-folder").resolve("file"));
        try (var site = new Site("rollout-folder", 5, application -> application.with("bactrian.rollout.dir", file))) {
            launch(site);
            assertThat(site.application().process().awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(Files.readString(site.application().log()))
                    .contains("bactrian.rollout.dir: " + file + " cannot be used");
        }
    }

    @Test
    void aSpoolFolderThatCannotBeUsedIsNotReadyWithTheReasonAndGoesOnOnceItCan() throws IOException {
        var file = Files.createFile(Scratch.directory("no-spool").resolve("file"));
        try (var site = new Site("spool", 5, application -> application.with("bactrian.spool.dir", file))) {
            launch(site);
            awaitNotReady(site, file + "/samples.db cannot be used");
            assertThat(readiness(site)).contains("bactrian.spool.dir");
            Files.delete(file);
            site.application().awaitReady(PATIENCE);
            site.fleet().send(100, 200);
            Books.nothingLost(site.settle(PATIENCE));
        }
    }
}
