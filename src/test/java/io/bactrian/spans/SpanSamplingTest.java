package io.bactrian.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.bactrian.trace.TraceContext;

class SpanSamplingTest {
    private static final String IDS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
    private static final TraceContext RECORDED = TraceContext.of(IDS + "01", null);
    private static final TraceContext NOT_RECORDED = TraceContext.of(IDS + "00", null);

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);

    private SpanSampling sampling(double ratio, int most) {
        return new SpanSampling(ratio, most, nanos::get);
    }

    private static long recorded(SpanSampling sampling, TraceContext parent, int messages) {
        return IntStream.range(0, messages).filter(i -> sampling.records(parent)).count();
    }

    @Test
    void whatItsSenderRecordsIsRecordedWhateverTheRatio() {
        assertThat(recorded(sampling(0, 1000), RECORDED, 100)).isEqualTo(100);
        assertThat(recorded(sampling(1, 1000), NOT_RECORDED, 100)).isZero();
    }

    @Test
    void ofTheOthersAShareIsRecorded() {
        assertThat(recorded(sampling(0, 1000), null, 100)).isZero();
        assertThat(recorded(sampling(1, 1000), null, 100)).isEqualTo(100);
        assertThat(recorded(sampling(0.25, 100_000), null, 20_000)).isBetween(4_500L, 5_500L);
    }

    @Test
    void noMoreThanTheMostASecondAreRecordedAndTheNextSecondBeginsAnew() {
        SpanSampling sampling = sampling(1, 10);
        assertThat(recorded(sampling, RECORDED, 100)).isEqualTo(10);
        nanos.addAndGet(1_000_000_000L);
        assertThat(recorded(sampling, null, 100)).isEqualTo(10);
        nanos.set(-3_000_000_000L);
        assertThat(recorded(sampling, RECORDED, 100)).isEqualTo(10);
    }
}
