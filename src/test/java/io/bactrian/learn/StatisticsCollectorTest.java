package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;

class StatisticsCollectorTest {
    private static final long MILLI = 1_000_000;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-31T12:00:20Z"));
    private final List<ModelStatistics> records = new ArrayList<>();
    private final DriftMonitor.Summary drift = new DriftMonitor.Summary(3, 1, 1.5);
    private StatisticsCollector statistics = new StatisticsCollector(Duration.ofMinutes(1),
            model -> model == Messages.DETECTOR ? drift : null, records::add, clock);

    @Test
    void eachVersionHasARecordAMinuteWithAllThatItDid() {
        for (int i = 0; i < 99; i++) {
            statistics.answered(scored(i < 90 ? 1 : 3), (1 + i) * MILLI);
        }
        statistics.answered(scored(Double.NaN), MILLI);
        statistics.warming(Messages.DETECTOR);
        statistics.failed(Messages.DETECTOR);
        statistics.answered(classified(0.9), MILLI);
        statistics.answered(classified(0.5), MILLI);
        step(39);
        assertThat(records).isEmpty();
        step(1);

        assertThat(records).extracting(ModelStatistics::model).containsExactlyInAnyOrder("pumps", "faults");
        ModelStatistics pumps = record("pumps");
        assertThat(pumps.from()).isEqualTo("2026-01-31T12:00:20Z");
        assertThat(pumps.to()).isEqualTo("2026-01-31T12:01:00Z");
        assertThat(pumps.answered()).isEqualTo(100);
        assertThat(pumps.warming()).isEqualTo(1);
        assertThat(pumps.failed()).isEqualTo(1);
        assertThat(pumps.notFinite()).isEqualTo(1);
        assertThat(pumps.unlabelled()).isEqualTo(1);
        assertThat(pumps.labels()).containsExactly(entry("anomaly", 9L), entry("normal", 90L));
        assertThat(pumps.score().count()).isEqualTo(99);
        assertThat(pumps.score().quantiles()[3]).isCloseTo(1, within(0.02));
        assertThat(pumps.millis().quantiles()[3]).isCloseTo(49, within(1.5));
        assertThat(pumps.expectedAccuracy()).isNaN();
        assertThat(pumps.drift()).isEqualTo(drift);
        assertThat(record("faults").expectedAccuracy()).isCloseTo(0.7, within(1e-9));
        assertThat(record("faults").drift()).isNull();
    }

    @Test
    void theNextMinuteBeginsWhereOneEndedAndCountsAnew() {
        statistics.answered(scored(1), MILLI);
        step(60);
        statistics.answered(scored(5), MILLI);
        statistics.answered(scored(5), MILLI);
        step(60);

        assertThat(records).hasSize(2);
        assertThat(records.get(1).from()).isEqualTo(records.get(0).to());
        assertThat(records.get(1).answered()).isEqualTo(2);
        assertThat(records.get(1).labels()).isEqualTo(Map.of("anomaly", 2L));
        assertThat(records.get(1).score().least()).isEqualTo(5);
    }

    @Test
    void aVersionWithoutMessagesHasNoRecordAndIsForgotten() {
        statistics.answered(scored(1), MILLI);
        for (int minute = 0; minute < 20; minute++) {
            step(60);
        }
        assertThat(records).hasSize(1);

        statistics.answered(scored(1), MILLI);
        step(60);
        assertThat(records).hasSize(2);
    }

    @Test
    void aRecordThatIsNotTakenComesAgainAndOfTooManyTheOldestGo() {
        boolean[] away = {true};
        statistics = new StatisticsCollector(Duration.ofMinutes(1), model -> null, record -> {
            if (away[0]) {
                throw new IllegalStateException("away");
            }
            records.add(record);
        }, clock);
        for (int minute = 0; minute < 1_200; minute++) {
            statistics.answered(scored(minute), MILLI);
            assertThatThrownBy(() -> step(60)).hasMessage("away");
        }
        away[0] = false;
        step(1);

        assertThat(records).hasSize(1_000);
        assertThat(records.get(999).score().most()).isEqualTo(1_199);
    }

    @Test
    void versionsAndLabelsAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            Manifest version = Manifests.of("pumps", Integer.toString(i + 1), 1, List.of("score"), Messages.DETECTOR.answer(),
                    "a");
            statistics.warming(version);
            statistics.answered(named("label-" + i), MILLI);
        }
        step(60);

        assertThat(records).hasSizeLessThanOrEqualTo(64);
        assertThat(record("names").labels()).hasSize(201).containsEntry("other", 800L);
    }

    @Test
    void aClockThatIsSetBackEndsNoRecordEarlyAndLosesNone() {
        statistics.answered(scored(1), MILLI);
        clock.goOn(Duration.ofHours(-2));
        statistics.step();
        assertThat(records).isEmpty();
        step(60);

        assertThat(records).hasSize(1);
        assertThat(records.get(0).from()).isBefore(records.get(0).to());
    }

    /** What the first messages of a version and of a label take is not counted. */
    @Test
    void countingAMessageTakesNoMemory() {
        ModelOutput[] outputs = {scored(1), scored(3), classified(0.9), classified(0.4)};
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        count(outputs, 20_000);
        long before = memory.getCurrentThreadAllocatedBytes();
        count(outputs, 20_000);

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    private void count(ModelOutput[] outputs, int messages) {
        for (int i = 0; i < messages; i++) {
            statistics.answered(outputs[i % outputs.length], i * 100L);
        }
    }

    private void step(int seconds) {
        clock.goOn(Duration.ofSeconds(seconds));
        statistics.step();
    }

    private ModelStatistics record(String model) {
        return records.stream().filter(record -> record.model().equals(model)).findFirst().orElseThrow();
    }

    private static ModelOutput scored(double score) {
        return Messages.scored(Messages.input(Messages.DETECTOR, "d", 1, 2), score);
    }

    private static ModelOutput classified(double sure) {
        return Messages.classified(Messages.input(Messages.CLASSIFIER, "d", 1, 2), sure, 1 - sure, 0);
    }

    private static final Manifest NAMES = Manifests.of("names", "1", 1, List.of("name"),
            new Manifest.Answer(null, "name", null, List.of(), Map.of(), Double.NaN), "a");

    private static ModelOutput named(String label) {
        return new ModelOutput(Messages.input(NAMES, "d", 1), NAMES,
                List.of(new ModelOutput.Tensor("name", Datatype.BYTES, null, new String[]{label})));
    }
}
