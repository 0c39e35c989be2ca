package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Answers.Heard;
import io.bactrian.kit.Application;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.PumpRows;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;
import io.bactrian.train.SpoiledModel;

/** A new version's life, from its folder to the devices, in the packaged application. */
@SuppressWarnings("try")
class RolloutIT {
    private static final int DEVICES = 20;
    private static final int RATE = 300;
    private static final int ANOTHER_SEED = 2;
    private static final UnaryOperator<Application> GATED = application -> application
            .with("bactrian.rollout.gate.messages", 500).with("bactrian.rollout.probation", "3s");
    private static final UnaryOperator<Application> IMMEDIATE = application -> application
            .with("bactrian.rollout.promote", "immediate").with("bactrian.rollout.probation", "3s");

    @Test
    void aNewVersionIsShadowedPromotedOnProbationConfirmedAndAllOfItIsPublished() {
        try (var site = new ModelSite("rollout", DEVICES, Rows.normal(), GATED)) {
            long switched;
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().train(2, ANOTHER_SEED);
                switched = switchedTo(site, 2);
                site.awaitEvent(1, "retired");
                site.awaitResults(RATE);
            }
            ModelBooks.nothingHappened(site, DEVICES);
            assertThat(site.events().of(2)).as("what is told of version 2").containsExactly("shadowed", "gate-passed",
                    "promoted", "confirmed");
            var promoted = site.events().at(2, "promoted");
            assertThat(site.answers().stream().filter(heard -> heard.by(2) && heard.at().isBefore(promoted)).limit(5))
                    .as("answers of version 2 before %s, when it was promoted", promoted).isEmpty();
            assertThat(site.answers().notBy(2, switched)).as("answers to messages %d and on", switched).isEmpty();
            ModelBooks.neverBack(site, 2, 1);
            System.out.printf("rollout: %d answers of version 1, %d of version 2, shadow to promotion %d ms, told %s%n",
                    site.answers().count(heard -> heard.by(1)), site.answers().count(heard -> heard.by(2)),
                    Duration.between(site.events().at(2, "shadowed"), promoted).toMillis(), site.events().of(2));
        }
    }

    @Test
    void aVersionThatAnswersNoNumbersIsRolledBackAndNoDeviceSeesOne() {
        try (var site = new ModelSite("nan", DEVICES, Rows.normal(), IMMEDIATE)) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().spoil(2, SpoiledModel.NAN);
                site.awaitEvent(2, "rolled-back");
                site.awaitResults(RATE);
            }
            ModelBooks.nothingHappened(site, DEVICES);
            assertThat(site.events().of(2)).containsExactly("promoted", "rolled-back");
            assertThat(site.events().reason(2, "rolled-back")).contains("not finite", "version 1 serves");
            assertThat(site.answers().count(heard -> heard.result() && !Double.isFinite(heard.answer().score())))
                    .as("answers without a finite number").isZero();
            assertThat(site.answers().count(heard -> heard.result() && heard.by(2))).as("answers of version 2").isZero();
            assertThat(site.state(2)).isEqualTo("rolled-back");
            assertThat(site.state(1)).isEqualTo("serving");
            System.out.printf("nan: %.0f answers by the fallback, in service %d ms, %s%n",
                    site.metric("bactrian_infer_fallback_total"),
                    Duration.between(site.events().at(2, "promoted"), site.events().at(2, "rolled-back")).toMillis(),
                    site.events().reason(2, "rolled-back"));
        }
    }

    @Test
    void aVersionThatDisagreesDoesNotPassTheGate() {
        try (var site = new ModelSite("labels", DEVICES, new PumpRows(), GATED)) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().spoil(2, SpoiledModel.LABELS);
                site.await("version 2 is judged",
                        () -> site.events().heard(2, "gate-failed") || site.events().heard(2, "gate-passed"));
                site.awaitResults(RATE);
            }
            ModelBooks.nothingHappened(site, DEVICES);
            assertThat(site.events().of(2)).containsExactly("shadowed", "gate-failed");
            assertThat(site.events().reason(2, "gate-failed")).contains("it agrees with the serving version on",
                    "expected at least 0.95");
            assertThat(site.answers().notBy(1, Instant.MIN)).as("answers of another version").isEmpty();
            assertThat(site.state(2)).isEqualTo("rolled-back");
            System.out.printf("labels: %s%n", site.events().reason(2, "gate-failed"));
        }
    }

    @Test
    void whereAPersonDecidesItWaits() {
        try (var site = new ModelSite("manual", DEVICES, Rows.normal(),
                application -> GATED.apply(application).with("bactrian.rollout.promote", "manual"))) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().drop(2);
                site.await("version 2 waits", () -> site.state(2).equals("waiting"));
                site.awaitResults(2 * RATE);
                assertThat(site.state(2)).isEqualTo("waiting");
                assertThat(site.answers().notBy(1, Instant.MIN)).as("answers of another version while it waits").isEmpty();
                assertThat(site.ask(2, "promote", "not-the-token-of-these-tests")).as("status for a wrong token")
                        .isEqualTo(401);
                assertThat(site.status().path("serving").asText()).isEqualTo("1");
                assertThat(site.ask(2, "promote")).as("status").isEqualTo(200);
                assertThat(site.status().path("serving").asText()).isEqualTo("2");
                awaitAnswerOf(site, 2);
                assertThat(site.ask(2, "rollback")).as("status").isEqualTo(200);
                assertThat(site.status().path("serving").asText()).isEqualTo("1");
                awaitAnswerOf(site, 1);
            }
            ModelBooks.nothingHappened(site, DEVICES);
            site.awaitEvent(2, "rolled-back");
            assertThat(site.events().of(2)).containsExactly("shadowed", "gate-passed", "promoted", "rolled-back");
            System.out.printf("manual: %d answers of version 2 of %d, told %s%n",
                    site.answers().count(heard -> heard.by(2)), site.site().ledger().answers(), site.events().of(2));
        }
    }

    @Test
    void aDeviceIsHeldToItsVersion() throws IOException {
        var devices = Files.writeString(Scratch.directory("devices").resolve("devices.yaml"),
                "default: {model: pump-anomaly}\ndevices:\n  held-0: {model: pump-anomaly, version: 1}\n");
        try (var site = new ModelSite("held", 4, Rows.normal(), application -> withDirectory(application, devices))) {
            long switched;
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().drop(2);
                switched = switchedTo(site, 2);
                site.awaitEvent(2, "confirmed");
                site.awaitResults(RATE);
            }
            ModelBooks.nothingHappened(site, 4);
            var after = site.answers().from(switched);
            assertThat(after.stream().filter(heard -> !heard.by(heard.device().equals("held-0") ? 1 : 2)).limit(5))
                    .as("answers of a version that the device is not to have").isEmpty();
            assertThat(after.stream().map(Heard::device).distinct()).as("devices answered").hasSize(4);
            assertThat(site.ask(1, "promote")).as("status where no token is configured").isEqualTo(404);
            System.out.printf("held: %d answers of version 1 to held-0 while 2 serves, %d of version 2 to the others%n",
                    after.stream().filter(heard -> heard.by(1)).count(), after.stream().filter(heard -> heard.by(2)).count());
        }
    }

    /** Waits until the version serves. Every message from the number that is returned on is answered by it. */
    private static long switchedTo(ModelSite site, int version) {
        site.awaitEvent(version, "promoted");
        return site.nextNumber();
    }

    private static Application withDirectory(Application application, Path devices) {
        return IMMEDIATE.apply(application).with("bactrian.devices.file", devices).with("bactrian.api.token", "");
    }

    private static void awaitAnswerOf(ModelSite site, int version) {
        var asked = site.nextNumber();
        site.awaitResults(RATE);
        site.await("what was sent then is answered", () -> !site.answers().from(asked).isEmpty());
        assertThat(site.answers().notBy(version, asked)).as("answers of another version").isEmpty();
    }
}
