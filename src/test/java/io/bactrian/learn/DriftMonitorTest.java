package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.distribution.Distribution;
import io.bactrian.model.Channels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelInput;

class DriftMonitorTest {
    private static final DriftSettings HOUR = new DriftSettings(Duration.ofHours(1), 2_000, 1, true);

    @TempDir
    Path dir;

    private final Random random = new Random(11);
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-31T00:00:00Z"));
    private final List<DriftEvent> events = new ArrayList<>();
    private DriftMonitor monitor = new DriftMonitor(HOUR, null, events::add, clock);

    @Test
    void aSensorWhoseScaleMovesIsNamedWithItsSizeTheTimeItBeganAndBothDistributions() {
        run(Messages.DETECTOR, "north", 4 * 3_600, 1);
        assertThat(events).isEmpty();
        Instant moved = clock.instant();
        run(Messages.DETECTOR, "north", 3_600, 1.5);

        assertThat(events).hasSize(1);
        DriftEvent event = events.get(0);
        assertThat(event.began()).isTrue();
        assertThat(event.model()).isEqualTo("pumps");
        assertThat(event.version()).isEqualTo("1");
        assertThat(event.group()).isEqualTo("north");
        assertThat(event.since()).isBetween(moved.minusSeconds(400), event.time());
        assertThat(event.channels()).extracting(DriftEvent.Channel::name).containsExactly("a");
        DriftEvent.Channel a = event.channels().get(0);
        assertThat(Math.max(a.ks() / a.ksLimit(), a.psi() / a.psiLimit())).isGreaterThan(1);
        assertThat(a.window()).hasSameSizeAs(a.reference()).hasSize(a.edges().length + 2);
        assertThat(sum(a.window())).isCloseTo(1, within(1e-9));
        assertThat(monitor.drifting(Messages.DETECTOR, "north")).isTrue();
        assertThat(monitor.drifting("pumps")).isEqualTo(1);
        assertThat(monitor.level("pumps")).isGreaterThan(1);
    }

    @Test
    void eachGroupIsToldWithTheDistributionsThatWereComparedWhatDriftsFirst() {
        for (int hour = 0; hour < 3; hour++) {
            both(1, 1);
        }
        assertThat(monitor.status()).hasSize(2).allSatisfy(group -> {
            assertThat(group.since()).isNull();
            assertThat(group.level()).isBetween(0.0, 1.0);
            assertThat(group.channels()).hasSize(1);
        });
        both(1, 2);

        List<DriftStatus> groups = monitor.status();
        assertThat(groups).extracting(DriftStatus::group).containsExactly("south", "north");
        assertThat(groups.get(0).since()).isEqualTo(events.get(0).since());
        assertThat(groups.get(0).level()).isGreaterThan(1);
        DriftEvent.Channel a = groups.get(0).channels().get(0);
        assertThat(a.name()).isEqualTo("a");
        assertThat(sum(a.window())).isCloseTo(1, within(1e-9));
        assertThat(sum(a.reference())).isCloseTo(1, within(1e-9));
        assertThat(a.window()).isNotEqualTo(events.get(0).channels().get(0).window());
    }

    @Test
    void itIsOverWhenTheWindowIsAsBeforeAgain() {
        run(Messages.DETECTOR, "", 3 * 3_600, 1);
        run(Messages.DETECTOR, "", 3_600, 2);
        run(Messages.DETECTOR, "", 2 * 3_600, 1);

        assertThat(events).extracting(DriftEvent::began).containsExactly(true, false);
        assertThat(events.get(1).since()).isEqualTo(events.get(0).since());
        assertThat(monitor.drifting(Messages.DETECTOR, "")).isFalse();
    }

    @Test
    void itDoesNotEndWhileTheWindowTurnsFromTheOldToTheNew() {
        for (int seed = 0; seed < 20; seed++) {
            random.setSeed(seed);
            events.clear();
            monitor = new DriftMonitor(new DriftSettings(Duration.ofSeconds(10), 1_000, 1, true), null, events::add, clock);
            for (int half = 0; half < 100; half++) {
                for (int i = 0; i < 100; i++) {
                    message(Messages.DETECTOR, "", half < 60 ? 1 : 1.15);
                }
                clock.goOn(Duration.ofMillis(500));
                monitor.step();
            }

            assertThat(events).extracting(DriftEvent::began).containsExactly(true);
        }
    }

    @Test
    void aGroupOfDevicesThatDriftsIsNotTakenForTheOthers() {
        for (int hour = 0; hour < 3; hour++) {
            both(1, 1);
        }
        both(1, 2);

        assertThat(events).extracting(DriftEvent::group).containsExactly("south");
        assertThat(monitor.drifting(Messages.DETECTOR, "north")).isFalse();
    }

    private void both(double north, double south) {
        for (int i = 0; i < 3_600; i++) {
            message(Messages.DETECTOR, "north", north);
            message(Messages.DETECTOR, "south", south);
            clock.goOn(Duration.ofSeconds(1));
            monitor.step();
        }
    }

    @Test
    void aScoreThatMovesThoughNoChannelDoesIsDriftToo() {
        run(Messages.DETECTOR, "", 3 * 3_600, 1);
        for (int i = 0; i < 3_600; i++) {
            ModelInput input = Messages.input(Messages.DETECTOR, "d", 10 + random.nextGaussian(), 5);
            monitor.observe(Messages.scored(input, 2 + random.nextDouble()), "");
            clock.goOn(Duration.ofSeconds(1));
            monitor.step();
        }

        assertThat(events).hasSize(1);
        assertThat(events.get(0).channels()).extracting(DriftEvent.Channel::name).containsExactly("outputs.score");
    }

    @Test
    void aClassifierThatBecomesLessSureIsDriftThoughNobodyKnowsTheLabels() {
        for (int i = 0; i < 4 * 3_600; i++) {
            double sure = i < 3 * 3_600 ? 0.9 + random.nextDouble() / 10 : 0.5 + random.nextDouble() / 10;
            ModelInput input = Messages.input(Messages.CLASSIFIER, "d", random.nextGaussian(), 5);
            monitor.observe(Messages.classified(input, sure, 1 - sure, 0), "");
            clock.goOn(Duration.ofSeconds(1));
            monitor.step();
        }

        assertThat(events).hasSize(1);
        assertThat(events.get(0).channels()).extracting(DriftEvent.Channel::name).contains("outputs.confidence");
    }

    @Test
    void aReferenceIsKeptOverARestartSoThatDriftDoesNotBecomeTheRule() {
        Path file = dir.resolve("learning/references.json");
        monitor = new DriftMonitor(HOUR, file, events::add, clock);
        run(Messages.DETECTOR, "", 2 * 3_600, 1);
        assertThat(file).exists();
        monitor = new DriftMonitor(HOUR, file, events::add, clock);
        run(Messages.DETECTOR, "", 2 * 3_600, 2);

        assertThat(events).hasSize(1);
    }

    @Test
    void theManifestsReferenceFindsWhatIsOffFromTheFirstMessagesOn() {
        run(referring(), "", 3_600, 1);
        assertThat(events).isEmpty();
        assertThat(monitor.level("pumps")).isPositive();

        run(referring(), "south", 3_600, 1.5);
        assertThat(events).extracting(DriftEvent::group).containsExactly("south");
        assertThat(events.get(0).channels()).extracting(DriftEvent.Channel::name).containsExactly("a");
    }

    @Test
    void theFirstMessagesAreTheReferenceWhereTheyAreToBe() {
        monitor = new DriftMonitor(new DriftSettings(Duration.ofHours(1), 2_000, 1, false), null, events::add, clock);
        run(referring(), "south", 3 * 3_600, 1.5);
        assertThat(events).isEmpty();
    }

    private final Map<String, Distribution> reference = Map.of("a", distribution(10, 1), "b", distribution(5, 0),
            Channels.SCORE, Distribution.of(new Random(2).doubles(4_000).toArray()));
    private final Manifest withReference = Manifests.referring(Messages.DETECTOR, reference);

    private Manifest referring() {
        return withReference;
    }

    private static Distribution distribution(double mean, double deviation) {
        Random drawn = new Random(1);
        return Distribution.of(DoubleStream.generate(() -> mean + deviation * drawn.nextGaussian()).limit(4_000).toArray());
    }

    @Test
    void anEventSaysHowOftenLabelsAreRightAsProbabilitiesSay() {
        for (int i = 0; i < 4 * 3_600; i++) {
            double sure = i < 3 * 3_600 ? 0.95 : 0.6;
            ModelInput input = Messages.input(Messages.CLASSIFIER, "d", random.nextGaussian(), 5);
            monitor.observe(Messages.classified(input, sure, 1 - sure, 0), "");
            clock.goOn(Duration.ofSeconds(1));
            monitor.step();
        }

        assertThat(events).hasSize(1);
        assertThat(events.get(0).expectedAccuracy()).isBetween(0.6, 0.95);
        assertThat(monitor.expectedAccuracy("faults")).isCloseTo(0.6, within(0.01));
        assertThat(monitor.expectedAccuracy("pumps")).isNaN();
        assertThat(monitor.summary(Messages.CLASSIFIER).drifting()).isEqualTo(1);
    }

    @Test
    void anotherVersionHasAReferenceOfItsOwn() {
        run(Messages.DETECTOR, "", 3 * 3_600, 1);
        Manifest next = Manifests.of("pumps", "2", 1, List.of("score"), Messages.DETECTOR.answer(), "a", "b");
        run(next, "", 3 * 3_600, 2);

        assertThat(events).isEmpty();
    }

    @Test
    void anEventThatIsNotTakenComesAgain() {
        boolean[] away = {true};
        monitor = new DriftMonitor(HOUR, null, event -> {
            if (away[0]) {
                throw new IllegalStateException("away");
            }
            events.add(event);
        }, clock);
        run(Messages.DETECTOR, "", 2 * 3_600, 1);
        assertThatThrownBy(() -> run(Messages.DETECTOR, "", 3_600, 2)).hasMessage("away");
        away[0] = false;
        monitor.step();

        assertThat(events).hasSize(1);
    }

    @Test
    void groupsAndVersionsAreBoundedAndGoWhenTheyHaveNoMessages() {
        for (int i = 0; i < 1_000; i++) {
            message(Messages.DETECTOR, "group-" + i, 1);
            message(Manifests.of("pumps", Integer.toString(i + 2), 1, List.of("score"), Messages.DETECTOR.answer(), "a", "b"),
                    "", 1);
        }
        monitor.step();
        assertThat(monitor.groups()).isLessThanOrEqualTo(65 + 64);

        clock.goOn(Duration.ofHours(2));
        monitor.step();
        assertThat(monitor.groups()).isZero();
    }

    private void run(Manifest model, String group, int seconds, double scale) {
        for (int i = 0; i < seconds; i++) {
            message(model, group, scale);
            clock.goOn(Duration.ofSeconds(1));
            monitor.step();
        }
    }

    private void message(Manifest model, String group, double scale) {
        ModelInput input = Messages.input(model, "d", (10 + random.nextGaussian()) * scale, 5);
        monitor.observe(Messages.scored(input, random.nextDouble()), group);
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }
}
