package io.bactrian.announced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.announce.RolloutReport;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.State;

class RolloutReportsTest {
    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

    private final List<RolloutReport> given = new ArrayList<>();
    private boolean refuse;
    private final RolloutReports reports = new RolloutReports("edge-1", Map.of("zone", "north"), this::take,
            found -> JsonNodeFactory.instance.objectNode().put("messages", found.messages()),
            Clock.fixed(AT, ZoneOffset.UTC));

    private void take(RolloutReport report) {
        if (refuse) {
            throw new IllegalStateException("not on disk");
        }
        given.add(report);
    }

    private List<String> states() {
        return given.stream().map(report -> report.version() + " " + report.state()).toList();
    }

    private static OrderStatus order(String state, String reason) {
        return new OrderStatus("announced/pump-3", "pump", 3, state, reason, 0, -1, AT);
    }

    private static ModelStatus model(VersionStatus... versions) {
        return new ModelStatus("pump", null, List.of(versions));
    }

    private static VersionStatus version(int number, State state, String reason, ComparisonResult found) {
        return new VersionStatus(number, state, reason, found);
    }

    @Test
    void eachChangeIsReportedOnceWithWhatTheShadowFound() {
        var found = new ComparisonResult(1000, 990, 0, 0, 0, 0.1, 1, 10);
        var serving = version(2, State.SERVING, null, null);
        reports.step(List.of(order("fetching", null)), List.of(model(serving)), List.of());
        reports.step(List.of(order("fetching", null)), List.of(model(serving)), List.of());
        reports.step(List.of(order("canary", "12 messages answered")),
                List.of(model(version(3, State.CANARY, "13 messages answered", found), serving)), List.of());
        reports.step(List.of(order("canary", "14 messages answered")),
                List.of(model(version(3, State.CANARY, "15 messages answered", found), serving)), List.of());

        assertThat(states()).containsExactly("0 started", "2 serving", "3 fetching", "3 canary");
        assertThat(given.get(0).labels()).containsEntry("zone", "north");
        assertThat(given.get(3).comparison().path("messages").asInt()).isEqualTo(1000);
        assertThat(given.get(3).id()).isEqualTo("edge-1-pump-3-canary-" + AT.toEpochMilli());
    }

    @Test
    void aReportThatIsNotOnDiskComesAgainTheSame() {
        refuse = true;
        assertThatThrownBy(() -> reports.step(List.of(order("fetching", null)), List.of(), List.of()))
                .hasMessage("not on disk");
        assertThatThrownBy(() -> reports.step(List.of(order("delivered", null)), List.of(), List.of()))
                .hasMessage("not on disk");
        refuse = false;
        reports.step(List.of(order("delivered", null)), List.of(), List.of());

        assertThat(states()).containsExactly("0 started", "3 fetching", "3 delivered");
    }

    @Test
    void whatIsRefusedAndWhatIsGoneIsReported() {
        reports.step(List.of(), List.of(model(version(2, State.SERVING, null, null))),
                List.of(new Refusal("pump", 3, "it is not signed"), new Refusal("pump", 2, "it serves, signed or not")));
        reports.step(List.of(), List.of(), List.of(new Refusal("pump", 3, "it is not signed")));
        reports.step(List.of(), List.of(), List.of(new Refusal("pump", 3, "its signature is bad")));

        assertThat(states()).containsExactly("0 started", "2 serving", "3 rejected", "2 removed", "3 rejected");
        assertThat(given.get(4).reason()).isEqualTo("its signature is bad");
    }
}
