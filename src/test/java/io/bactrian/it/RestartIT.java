package io.bactrian.it;

import static io.bactrian.kit.ModelSite.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Answers.Heard;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.PumpRows;
import io.bactrian.kit.Rows;
import io.bactrian.train.SpoiledModel;

/** What the packaged application remembers of its versions when it is killed. */
@SuppressWarnings("try")
class RestartIT {
    private static final int RATE = 300;

    @Test
    void aRestartInTheMiddleOfAShadowGoesOnWithItsCounts() {
        try (var site = new ModelSite("mid-shadow", 20, new PumpRows(),
                application -> application.with("bactrian.rollout.gate.messages", 3000).with("bactrian.rollout.probation",
                        "1s"))) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().drop(2);
                site.awaitEvent(2, "shadowed");
                site.await("more than five seconds' worth is compared",
                        () -> site.metric("bactrian_shadow_messages") > 7 * RATE);
            }
            settled(site);
            var before = compared(site);
            site.killAndStart();
            site.await("version 2 is in the shadow", () -> site.state(2).equals("shadow"));
            var after = compared(site);
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                assertThat(site.answers().notBy(1, Instant.MIN)).as("answers of another version").isEmpty();
                site.awaitEvent(2, "promoted");
                site.awaitResults(RATE);
            }
            settled(site);
            System.out.printf("mid-shadow: %d compared before the kill, %d after it, %s%n", before, after,
                    site.events().reason(2, "gate-passed"));
            assertThat(after).as("compared after the restart, %d before", before).isBetween(before / 2, before);
            assertThat(site.events().of(2)).startsWith("shadowed", "gate-passed", "promoted");
        }
    }

    @Test
    void aPromotionSurvivesAKillAndARollbackToo() {
        try (var site = new ModelSite("killed", 20, Rows.normal(), application -> application
                .with("bactrian.rollout.promote", "immediate").with("bactrian.rollout.probation", "1h"))) {
            try (var traffic = site.traffic(RATE)) {
                site.awaitResults(RATE);
                site.models().drop(2);
                site.awaitEvent(2, "promoted");
                site.awaitResults(RATE);
            }
            settled(site);
            var first = killedAndAnsweringAgain(site);
            assertThat(site.state(2)).as("state of the version on probation").isEqualTo("probation");
            try (var traffic = site.traffic(RATE)) {
                site.models().spoil(3, SpoiledModel.NAN);
                site.awaitEvent(3, "rolled-back");
                site.awaitResults(RATE);
            }
            settled(site);
            var second = killedAndAnsweringAgain(site);
            assertThat(site.events().of(3)).as("what is told of version 3").containsExactly("promoted", "rolled-back");
            assertThat(site.state(3)).isEqualTo("rolled-back");
            assertThat(site.status(3).path("reason").asText()).contains("not finite");
            System.out.printf("killed: after a promotion %d answers, after a rollback %d, all of version 2%n", first, second);
        }
    }

    /** Kills it, starts it, and has a window filled and more; all of that by version 2. */
    private static int killedAndAnsweringAgain(ModelSite site) {
        var killed = Instant.now();
        site.killAndStart();
        try (var traffic = site.traffic(RATE)) {
            site.awaitResults(RATE);
        }
        settled(site);
        assertThat(site.answers().notBy(2, killed)).as("answers of another version after the restart").isEmpty();
        return site.answers().after(killed).size();
    }

    @Test
    void aCanaryAnswersItsShareOfTheDevices() {
        try (var site = new ModelSite("canary", 100, new PumpRows(), application -> application
                .with("bactrian.rollout.gate.messages", 200).with("bactrian.rollout.canary-share", 0.3)
                .with("bactrian.rollout.canary-messages", 1500).with("bactrian.rollout.probation", "1s"))) {
            try (var traffic = site.traffic(2 * RATE)) {
                site.awaitResults(RATE);
                site.models().drop(2);
                site.awaitEvent(2, "canary");
                site.awaitResults(400);
            }
            settled(site);
            assertThat(site.state(2)).isEqualTo("canary");
            var before = canaries(site, site.events().at(2, "canary"));
            var killed = Instant.now();
            site.killAndStart();
            site.await("version 2 is a canary", () -> site.state(2).equals("canary"));
            Set<String> after;
            try (var traffic = site.traffic(2 * RATE)) {
                site.awaitResults(400);
                assertThat(site.events().heard(2, "promoted")).as("promoted already").isFalse();
                after = canaries(site, killed);
                site.awaitEvent(2, "promoted");
                site.awaitResults(RATE);
            }
            settled(site);
            System.out.printf("canary: %d of 100 devices before the kill, %d after it%n", before.size(), after.size());
            assertThat(before).as("devices that version 2 answered").hasSizeBetween(15, 45);
            assertThat(after).as("devices that version 2 answered after the restart").isEqualTo(before);
            assertThat(site.events().of(2)).startsWith("shadowed", "gate-passed", "canary", "promoted");
            var canary = site.events().at(2, "canary");
            assertThat(site.answers().count(heard -> heard.by(2) && heard.at().isBefore(canary)))
                    .as("answers of version 2 before it was a canary").isZero();
        }
    }

    private static Set<String> canaries(ModelSite site, Instant since) {
        List<Heard> answers = site.answers().after(since);
        assertThat(answers.stream().map(Heard::device).distinct().count()).as("devices answered").isEqualTo(100);
        return answers.stream().filter(heard -> heard.by(2)).map(Heard::device).collect(Collectors.toCollection(HashSet::new));
    }

    private static long compared(ModelSite site) {
        return site.status(2).path("comparison").path("messages").asLong();
    }

    private static void settled(ModelSite site) {
        var report = site.site().settle(PATIENCE);
        Books.nothingLost(report);
        Books.inOrder(site.site(), report);
        assertThat(site.site().ledger().errors()).as("messages answered with an error").isZero();
    }
}
