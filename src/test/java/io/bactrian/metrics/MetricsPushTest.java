package io.bactrian.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MetricsReceiver;
import io.bactrian.kit.MetricsReceiver.Answer;
import io.bactrian.kit.MetricsReceiver.Export;
import io.bactrian.kit.Ports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Exports at a collector that comes and goes; the clocks are the test's. */
@ExpectedErrors("io.bactrian.metrics")
class MetricsPushTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAX_AGE = Duration.ofDays(1);
    /** As long as the longest pause. */
    private static final long PAUSE = 60_000;

    private final int port = Ports.free();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Counter counter = registry.counter("n");
    private final AtomicLong millis = new AtomicLong(1_795_000_000_000L);
    private MetricsReceiver collector;
    private MetricsPush push;

    @TempDir
    private Path dir;

    @AfterEach
    void stop() {
        away();
    }

    private void there() {
        collector = new MetricsReceiver(port);
    }

    private void away() {
        if (collector != null) {
            collector.close();
            collector = null;
        }
    }

    private void start() {
        push = new MetricsPush(new PushSettings(URI.create(MetricsReceiver.url(port)), RequestHeaders.NONE,
                Map.of("service.name", "bactrian"), INTERVAL, dir, MAX_AGE, 100, 1 << 20, 0), registry,
                () -> millis.get() * 1_000_000, millis::get);
    }

    /** So many exports fall due, each with a count of its own. */
    private void intervals(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            counter.increment();
            pass(INTERVAL.toMillis());
        }
    }

    private void pass(long time) throws InterruptedException {
        millis.addAndGet(time);
        push.step();
    }

    /** The counts that the collector has taken, as they came. */
    private List<Integer> taken() {
        return counts(collector.taken());
    }

    private static List<Integer> counts(List<Export> exports) {
        return exports.stream().map(export -> (int) export.metric("n").getSum().getDataPoints(0).getAsDouble()).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }

    @Test
    void eachIntervalIsSentOnceAndNothingIsWritten() throws Exception {
        there();
        start();
        assertThat(push.connected()).isNaN();
        intervals(3);
        push.step();

        assertThat(taken()).containsExactly(1, 2, 3);
        assertThat(push.connected()).isEqualTo(1);
        assertThat(push.sent()).isEqualTo(3);
        assertThat(files()).isEmpty();
    }

    @Test
    void overAnOutageEachIntervalWaitsAndGoesOutInOrderWithItsOwnTime() throws Exception {
        start();
        long first = millis.get() + INTERVAL.toMillis();
        intervals(45);
        assertThat(push.connected()).isZero();
        assertThat(push.waiting()).isEqualTo(45).isEqualTo(files().size());
        assertThat(push.waitingBytes()).isPositive();
        assertThat(push.oldestSeconds()).isEqualTo(44 * INTERVAL.toSeconds());

        there();
        pass(PAUSE);
        assertThat(taken()).as("no flood").hasSizeLessThan(45);
        push.step();
        push.step();

        assertThat(taken().subList(0, 45)).isSorted()
                .containsExactlyElementsOf(Stream.iterate(1, i -> i + 1).limit(45).toList());
        assertThat(collector.taken().get(0).metric("n").getSum().getDataPoints(0).getTimeUnixNano())
                .isEqualTo(first * 1_000_000);
        assertThat(push.connected()).isEqualTo(1);
        assertThat(push.waiting()).isZero();
        assertThat(push.oldestSeconds()).isZero();
        assertThat(files()).isEmpty();
        for (DropReason reason : DropReason.values()) {
            assertThat(push.dropped(reason)).isZero();
        }
    }

    @Test
    void aRestartInAnOutageLosesNothingThatWaits() throws Exception {
        start();
        intervals(3);
        start();
        intervals(2);
        there();
        pass(PAUSE);

        assertThat(taken()).startsWith(1, 2, 3, 4, 5);
    }

    @Test
    void aCollectorThatIsAwayIsTriedEverMoreRarely() throws Exception {
        there();
        collector.answer(Answer.of(503));
        start();
        intervals(1);
        for (int second = 0; second < 600; second++) {
            pass(1_000);
        }

        assertThat(collector.asked()).hasSizeBetween(10, 35);
    }

    @Test
    void whatIsAskedToBeWaitedForIsWaitedForWithABound() throws Exception {
        there();
        collector.answer(new Answer(429, Map.of("Retry-After", "900"), new byte[0]));
        start();
        intervals(10);
        assertThat(collector.asked()).hasSize(1);

        collector.answer(new Answer(429, Map.of("Retry-After", "999999"), new byte[0]));
        intervals(10);
        assertThat(collector.asked()).hasSize(2);
        collector.answer();
        intervals(61);

        assertThat(taken()).startsWith(1, 2, 3);
    }

    @Test
    void anExportThatIsRefusedGoesAndTheNextIsSent() throws Exception {
        start();
        intervals(3);
        there();
        collector.answer(export -> Answer.of(counts(List.of(export)).get(0) == 2 ? 400 : 200));
        pass(PAUSE);
        intervals(1);

        assertThat(taken()).startsWith(1, 3).doesNotContain(2);
        assertThat(push.dropped(DropReason.REFUSED)).isEqualTo(1);
        assertThat(push.connected()).isEqualTo(1);
    }

    @Test
    void oneThatIsRefusedWhenItIsFreshIsCountedAndNotKept() throws Exception {
        there();
        collector.answer(Answer.of(400));
        start();
        intervals(2);

        assertThat(push.dropped(DropReason.REFUSED)).isEqualTo(2);
        assertThat(files()).isEmpty();
    }

    @Test
    void anExportOnWhichTheCollectorAlwaysFailsHoldsUpTheOthersForAWhileOnly() throws Exception {
        there();
        AtomicInteger failed = new AtomicInteger();
        collector.answer(export -> Answer.of(counts(List.of(export)).get(0) == 2 && failed.incrementAndGet() > 0 ? 500 : 200));
        start();
        intervals(20);

        assertThat(taken()).startsWith(1, 3, 4).doesNotContain(2).isSorted();
        assertThat(failed).hasValueBetween(6, 8);
        assertThat(push.dropped(DropReason.REFUSED)).isEqualTo(1);
        assertThat(push.waiting()).isZero();
    }

    @Test
    void aCollectorThatFailsOnAllLosesNothing() throws Exception {
        there();
        collector.answer(Answer.of(500));
        start();
        intervals(20);
        assertThat(push.dropped(DropReason.REFUSED)).isZero();
        collector.answer();
        pass(PAUSE);
        push.step();

        assertThat(taken().subList(0, 20))
                .containsExactlyInAnyOrderElementsOf(Stream.iterate(1, i -> i + 1).limit(20).toList());
        assertThat(push.dropped(DropReason.REFUSED)).isZero();
    }

    @Test
    void aWrongTokenLosesNothingUntilItIsCorrected() throws Exception {
        there();
        collector.answer(Answer.of(401));
        start();
        intervals(3);
        assertThat(push.connected()).isZero();
        collector.answer();
        pass(PAUSE);

        assertThat(taken()).startsWith(1, 2, 3);
    }

    @Test
    void whatWaitsTooLongIsDroppedAlsoWhileNothingNewFallsDue() throws Exception {
        start();
        intervals(3);
        millis.addAndGet(MAX_AGE.toMillis() + 1);
        push.step();

        assertThat(push.dropped(DropReason.AGE)).isEqualTo(3);
        assertThat(push.waiting()).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsDroppedAndTheOthersAreSent() throws Exception {
        start();
        intervals(3);
        Files.write(files().get(0), new byte[]{1, 2, 3});
        there();
        pass(PAUSE);

        assertThat(taken()).startsWith(2, 3);
        assertThat(push.dropped(DropReason.DAMAGED)).isEqualTo(1);
    }

    @Test
    void aDiskThatTakesNothingCostsWhatWouldWaitAndNotWhatIsTaken() throws Exception {
        dir = Files.writeString(dir.resolve("file"), "in the way");
        start();
        intervals(2);
        assertThat(push.dropped(DropReason.DISK)).isEqualTo(2);
        there();
        intervals(2);

        assertThat(taken()).containsExactly(3, 4);
    }
}
