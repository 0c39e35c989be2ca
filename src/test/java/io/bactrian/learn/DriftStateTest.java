package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class DriftStateTest {
    private static final Instant SINCE = Instant.parse("2026-01-31T00:00:00Z");
    private static final List<DriftEvent.Channel> OFF = List
            .of(new DriftEvent.Channel("a", 0.5, 0.1, 1, 0.1, 100, null, null, null));

    private static final DriftEvent.Channel NEAR = new DriftEvent.Channel("b", 0.05, 0.1, 0.01, 0.1, 100, null, null, null);

    private final DriftState state = new DriftState();

    @Test
    void itEndsAfterTwoComparisonsInTurnThatFindNothing() {
        assertThat(off().began()).isTrue();
        assertThat(fine()).isNull();
        assertThat(off()).isNull();
        assertThat(fine()).isNull();
        assertThat(state.drifting()).isTrue();
        DriftState.Turn end = fine();

        assertThat(end.began()).isFalse();
        assertThat(end.since()).isEqualTo(SINCE);
        assertThat(end.channels()).isEqualTo(OFF);
        assertThat(state.drifting()).isFalse();
        assertThat(off().began()).isTrue();
    }

    @Test
    void whatIsShownIsWhatIsOffNowAndTheFurthestChannelWhereNothingIs() {
        assertThat(state.shown()).isEmpty();
        off();
        assertThat(state.shown()).isEqualTo(OFF);
        assertThat(state.since()).isEqualTo(SINCE);
        fine();
        assertThat(state.shown()).containsExactly(NEAR);
        fine();
        assertThat(state.since()).isNull();
    }

    private DriftState.Turn off() {
        return state.judge(new WindowComparison.Verdict(OFF, 5, SINCE, OFF.get(0), 0.9));
    }

    private DriftState.Turn fine() {
        return state.judge(new WindowComparison.Verdict(List.of(), 0.5, null, NEAR, 0.9));
    }
}
