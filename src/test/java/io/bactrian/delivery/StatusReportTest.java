package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Map<String, String> there = new TreeMap<>();
    private final List<Map<String, String>> writes = new ArrayList<>();
    private List<OrderStatus> statuses = List.of();
    private boolean away;
    private long now;
    private final StatusReport report = new StatusReport(() -> statuses, new StatusTarget() {
        @Override
        public Set<String> names() throws IOException {
            check();
            return Set.copyOf(there.keySet());
        }

        @Override
        public void write(Map<String, String> values) throws IOException {
            check();
            writes.add(values);
            values.forEach((name, value) -> {
                if (value == null) {
                    there.remove(name);
                } else {
                    there.put(name, value);
                }
            });
        }

        private void check() throws IOException {
            if (away) {
                throw new IOException("the cloud is away");
            }
        }
    }, () -> now);

    private void after(Duration time) {
        now += time.toNanos();
        report.write();
    }

    private static OrderStatus status(String order, String state) {
        return new OrderStatus(order, "pump", 2, state, null, 0, -1, Instant.EPOCH);
    }

    @Test
    void allThatHasChangedGoesOutInOneWriteAndNothingWhereNothingHas() {
        statuses = List.of(status("edge/a", "fetching"), status("edge/b", "queued"));
        after(LONG);
        after(LONG);

        assertThat(writes).hasSize(1);
        assertThat(there).containsOnlyKeys("a", "b");
        statuses = List.of(status("edge/a", "fetching"), status("edge/b", "fetching"));
        after(LONG);
        assertThat(writes).hasSize(2);
        assertThat(writes.get(1)).containsOnlyKeys("b");
    }

    @Test
    void statesFollowEachOtherSlowlyAndTheNewestIsWritten() {
        for (int i = 0; i < 100; i++) {
            statuses = List.of(status("edge/a", "state-" + i));
            after(Duration.ofMillis(100));
        }
        assertThat(writes).hasSize(1);
        after(LONG);

        assertThat(writes).hasSize(2);
        assertThat(there.get("a")).contains("state-99");
    }

    @Test
    void whatCannotBeWrittenIsWrittenLaterTheNewestStateOnly() {
        away = true;
        for (String state : List.of("queued", "fetching", "delivered")) {
            statuses = List.of(status("edge/a", state));
            after(LONG);
            assertThat(report.problem()).isEqualTo("the cloud is away");
        }
        away = false;
        after(LONG);

        assertThat(report.problem()).isNull();
        assertThat(writes).hasSize(1);
        assertThat(there.get("a")).contains("delivered");
    }

    @Test
    void whatIsNoOrderAnyMoreIsRemovedAlsoOfARunBefore() {
        there.put("old", "{}");
        statuses = List.of(status("edge/a", "queued"));
        after(LONG);

        assertThat(there).containsOnlyKeys("a");
        statuses = List.of();
        after(LONG);
        assertThat(there).isEmpty();
    }
}
