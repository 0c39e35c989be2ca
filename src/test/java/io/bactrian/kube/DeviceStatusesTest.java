package io.bactrian.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.FakeMetaServer.Mode;
import io.bactrian.twin.StatusExtensions;
import io.bactrian.twin.TwinSettings;
import io.fabric8.kubernetes.client.KubernetesClient;

/** One patch a second, by a clock of the test, through a MetaServer that behaves as KubeEdge's was seen to. */
@ExpectedErrors("io.bactrian.twin")
class DeviceStatusesTest {
    private static final int PERIOD = 10;

    private final FakeMetaServer api = new FakeMetaServer("edge1");
    private final KubernetesClient client = DeviceSyncRig.client(api.url());
    private long now = 1;
    private final StatusExtensions extensions = new StatusExtensions(
            new TwinSettings(Pattern.compile(".*"), "", "default", Duration.ofSeconds(PERIOD)),
            new DeviceStatuses(() -> client, Duration.ofSeconds(30))::patch, () -> now,
            Clock.fixed(Instant.parse("2026-11-25T17:19:22.5Z"), ZoneOffset.UTC));
    private ObjectNode status;

    @BeforeEach
    void status() {
        status = api.put("devicestatuses",
                """
                {"apiVersion": "devices.kubeedge.io/v1beta1", "kind": "DeviceStatus", "metadata": {"namespace": "default",
                 "name": "pump-1"}, "status": {"state": "online", "twins": [{"propertyName": "rpm"}]}}""");
    }

    @AfterEach
    void end() {
        client.close();
        api.close();
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            now += Duration.ofSeconds(1).toNanos();
            extensions.write();
        }
    }

    private JsonNode extension() {
        return status.at("/status/extensions/bactrian");
    }

    private long patches() {
        return api.requests().stream().filter(request -> request.startsWith("PATCH")).count();
    }

    @Test
    void theNewestAnswerIsMergedIntoTheStatusAndNothingElseOfItChanges() {
        JsonNode twins = status.at("/status/twins").deepCopy();
        for (int i = 0; i < 100; i++) {
            extensions.answered("pump-1", "l" + i, 0.5, "3");
            seconds(1);
        }
        seconds(PERIOD);

        assertThat(extension().toString()).isEqualTo(
                "{\"lastUpdated\":\"2026-11-25T17:19:22Z\",\"data\":{\"label\":\"l99\",\"score\":\"0.5\",\"version\":\"3\"}}");
        assertThat(status.at("/status/state").asText()).isEqualTo("online");
        assertThat(status.at("/status/twins")).isEqualTo(twins);
        assertThat(patches()).isBetween(10L, 11L).isEqualTo(extensions.written());
    }

    @Test
    void withoutTheCloudTheNewestWaitsAndIsWrittenOnceItIsBack() {
        api.mode(Mode.LOCAL);
        for (int i = 0; i < 100; i++) {
            extensions.answered("pump-1", "l" + i, 0.5, "3");
            seconds(1);
        }
        assertThat(extensions.problems().get("default/pump-1")).contains("500",
                "connection lost between EdgeCore and CloudCore");
        assertThat(extensions.failed()).as("ever more rarely").isBetween(2L, 4L);

        api.mode(Mode.CLOUD);
        seconds(20 * PERIOD);

        assertThat(extension().at("/data/label").asText()).isEqualTo("l99");
        assertThat(extensions.written()).isEqualTo(1);
        assertThat(extensions.problems()).isEmpty();
    }

    @Test
    void aDeviceWithoutAStatusAndANameThatNoDeviceCanHaveAreNamedAndHarmNoOther() {
        extensions.answered("ghost", "a", 1, "3");
        extensions.answered("../secrets/X", "a", 1, "3");
        extensions.answered("pump-1", "a", 1, "3");
        seconds(PERIOD);

        assertThat(extension().at("/data/label").asText()).isEqualTo("a");
        assertThat(extensions.problems().get("default/ghost")).contains("404");
        assertThat(extensions.problems().get("../secrets/X")).contains("can be no Device");
    }

    @Test
    void aStatusThatIsGoneWithItsDeviceIsForgottenOnceTheDeviceSendsNoMore() {
        extensions.answered("pump-1", "a", 1, "3");
        seconds(PERIOD);
        api.delete("devicestatuses", "default/pump-1", true);
        extensions.answered("pump-1", "b", 1, "3");
        seconds(PERIOD);
        assertThat(extensions.problems().get("default/pump-1")).contains("no DeviceStatus of this name");

        seconds(20 * PERIOD);
        assertThat(extensions.problems()).isEmpty();
        assertThat(extensions.failed()).isEqualTo(2);
    }

    @Test
    void aRightThatCloudcoreLacksIsNamedWholeAndTheStatusIsWrittenOnceItIsGiven() {
        api.forbid(true);
        extensions.answered("pump-1", "a", 1, "3");
        seconds(1);
        assertThat(extensions.problems().get("default/pump-1")).contains(
                "answered 403: devicestatuses.devices.kubeedge.io \"pump-1\"",
                "cannot patch resource \"devicestatuses\" in API group \"devices.kubeedge.io\" in the namespace \"default\"",
                "docs/kubernetes.md, Rights").doesNotContain("\"kind\"");

        api.forbid(false);
        seconds(4 * PERIOD);
        assertThat(extension().at("/data/label").asText()).isEqualTo("a");
        assertThat(extensions.problems()).isEmpty();
    }
}
