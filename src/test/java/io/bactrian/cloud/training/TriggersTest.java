package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is nothing to train on, so each training ends at once: what counts is when it begins. */
class TriggersTest {
    @TempDir
    private Path dir;
    private final MovableClock clock = new MovableClock();
    private Laboratory laboratory;

    private static final class MovableClock extends Clock {
        private volatile Instant now = Windows.BEGIN;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private void begin(String plan) throws IOException {
        laboratory = new Laboratory(dir, List.of(), plan);
        laboratory.close();
        laboratory.start(clock);
    }

    @AfterEach
    void close() {
        laboratory.close();
    }

    /** A second passes, and whatever is due is done. */
    private int trained() throws IOException {
        clock.pass(Duration.ofSeconds(1));
        int before = laboratory.status().history().size();
        laboratory.training.step();
        if (laboratory.status().pending() != null || laboratory.training.running() != null) {
            laboratory.ended(before);
        }
        return laboratory.status().history().size();
    }

    private void label(int samples) {
        laboratory.samples.labelled.addAll(Collections.nCopies(samples, clock.instant()));
    }

    @Test
    void soManyNewLabelledSamplesBeginATraining() throws Exception {
        begin("{trainer: classifier, trigger: {labels: 100}, pause: 1s}");
        label(99);
        assertThat(trained()).isZero();
        label(1);
        assertThat(trained()).isEqualTo(1);
        assertThat(laboratory.status().history().get(0).by()).isEqualTo("100 samples labelled since the beginning");
        clock.pass(Duration.ofMinutes(1));
        assertThat(trained()).as("these are not new any more").isEqualTo(1);
        label(100);
        assertThat(trained()).isEqualTo(2);
    }

    @Test
    void timeBeginsATraining() throws Exception {
        begin("{trainer: classifier, trigger: {every: 1d}, pause: 1s}");
        assertThat(trained()).isEqualTo(1);
        clock.pass(Duration.ofHours(23));
        assertThat(trained()).isEqualTo(1);
        clock.pass(Duration.ofHours(1));
        assertThat(trained()).isEqualTo(2);
    }

    @Test
    void driftSinceTheLastTrainingBeginsOne() throws Exception {
        begin("{trainer: classifier, trigger: {drift: true}, pause: 1s}");
        assertThat(trained()).isZero();
        laboratory.samples.drift = clock.instant();
        assertThat(trained()).isEqualTo(1);
        assertThat(laboratory.status().history().get(0).by()).startsWith("drift since ");
        clock.pass(Duration.ofDays(1));
        assertThat(trained()).as("no other drift").isEqualTo(1);
        laboratory.samples.drift = clock.instant();
        assertThat(trained()).isEqualTo(2);
    }

    @Test
    void betweenTrainingsIsAPauseThatOnlyAPersonDoesNotKeep() throws Exception {
        begin("{trainer: classifier, trigger: {labels: 1}, pause: 10m}");
        label(1);
        assertThat(trained()).isEqualTo(1);
        label(500);
        clock.pass(Duration.ofMinutes(9));
        assertThat(trained()).isEqualTo(1);
        laboratory.training.request(Laboratory.MODEL, "Ann");
        assertThat(trained()).isEqualTo(2);
        assertThat(laboratory.status().history().get(0).by()).isEqualTo("Ann");
        clock.pass(Duration.ofMinutes(10));
        label(500);
        assertThat(trained()).isEqualTo(3);
    }

    @Test
    void aTrainingThatWaitsIsNotAskedForTwice() throws Exception {
        begin("{trainer: classifier}");
        String first = laboratory.training.request(Laboratory.MODEL, "Ann").pending().id();
        assertThat(laboratory.training.request(Laboratory.MODEL, "Bob").pending().id()).isEqualTo(first);
        assertThat(trained()).isEqualTo(1);
    }

    @Test
    void aModelThatIsNotInTheFileIsNotTrained() throws Exception {
        begin("{trainer: classifier}");
        assertThatThrownBy(() -> laboratory.training.request("pump-falt", "Ann")).isInstanceOf(UnknownTraining.class)
                .hasMessageContaining("does not name the model 'pump-falt'").hasMessageContaining("pump-fault");
    }

    @Test
    void anEditOfTheFileCounts() throws Exception {
        begin("{trainer: classifier, trigger: {labels: 100}, pause: 1s}");
        label(5);
        assertThat(trained()).isZero();
        laboratory.write("{trainer: classifier, trigger: {labels: 5}, pause: 1s}");
        assertThat(trained()).isEqualTo(1);
    }
}
