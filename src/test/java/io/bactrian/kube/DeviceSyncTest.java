package io.bactrian.kube;

import static io.bactrian.kube.DeviceSyncRig.PUMPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.SyncStatus.Source;

/** What a MetaServer says of devices becomes the directory. */
@ExpectedErrors({"io.bactrian.kube", "io.bactrian.files"})
class DeviceSyncTest {
    @TempDir
    private Path dir;
    private DeviceSyncRig rig;

    @BeforeEach
    void begin() {
        rig = new DeviceSyncRig(dir);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    @Test
    void devicesOfThisNodeAreKnownByBothTheirNamesWithWhatTheirAnnotationsAndTheirModelSay() {
        rig.api.put("devicemodels", Devices.model("pump", PUMPS + ", 'labels.bactrian.io/site': 'north'",
                "{'name': 'rpm', 'type': 'INT', 'minimum': '0', 'maximum': '3000', 'unit': 'rpm'}"));
        rig.api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/version': '3', 'labels.bactrian.io/line': '2', "
                + "'bactrian.io/calibration': '{rpm: {scale: 0.5}}'"));
        rig.api.put("devices", Devices.device("far-1", "edge2", PUMPS));

        assertThat(rig.polled().source()).isEqualTo(Source.CLOUD);
        DeviceProfile profile = rig.directory.profile("default/pump-1");
        assertThat(profile.model()).isEqualTo("pumps");
        assertThat(profile.version()).isEqualTo(3);
        assertThat(profile.labels()).containsOnly(java.util.Map.entry("site", "north"), java.util.Map.entry("line", "2"));
        assertThat(profile.channels()).containsEntry("rpm", new Calibration(0.5, 0.0));
        assertThat(profile.ranges().get("rpm")).hasToString("ValueRange[unit=rpm, whole=true, minimum=0.0, maximum=3000.0]");
        assertThat(profile.twin()).isEqualTo("default/pump-1");
        assertThat(rig.directory.profile("pump-1")).isSameAs(profile);
        assertThat(rig.directory.profile("far-1")).isNull();
        assertThat(rig.directory.profile("default/far-1")).isNull();
    }

    @Test
    void neitherDiscoveryNorAWatchIsAskedFor() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        rig.polled();

        assertThat(rig.api.requests()).allMatch(request -> request.startsWith("GET /apis/devices.kubeedge.io/v1beta1/"))
                .noneMatch(request -> request.contains("watch") || request.contains("fieldSelector"));
    }

    @Test
    void aNodeWithoutDevicesKnowsThatItHasNoneOnceTheClusterSaysSo() {
        rig.polled();

        assertThat(rig.directory.missing()).isNull();
        assertThat(rig.modelOf("pump-1")).isNull();
    }

    @Test
    void eachObjectIsReadOnceByItsNameAfterAChangeSoThatTheNodeRemembersItsAnnotations() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'old'"));
        rig.polled();
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();

        assertThat(
                rig.api.remembered("devices", "default/pump-1").path("metadata").path("annotations").path("bactrian.io/model")
                        .asText())
                .isEqualTo("pumps");
        int before = rig.api.requests().size();
        rig.polled();
        assertThat(rig.api.requests().subList(before, rig.api.requests().size())).hasSize(2)
                .allMatch(request -> request.contains("limit="));
    }

    @Test
    void aStatusThatChangesWritesNoCopyAndReadsNothingAgain() throws IOException {
        ObjectNode device = rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        Path copy = dir.resolve("kubernetes/devices.json");
        Files.setLastModifiedTime(copy, java.nio.file.attribute.FileTime.fromMillis(1000));
        int before = rig.api.requests().size();

        ObjectNode changed = device.deepCopy();
        changed.putObject("status").put("twins", "any");
        rig.api.put("devices", changed);
        rig.polled();

        assertThat(Files.getLastModifiedTime(copy).toMillis()).isEqualTo(1000);
        assertThat(rig.api.requests().size() - before).isEqualTo(2);
    }

    @Test
    void whatIsMalformedIsNamedAndCountedAndWhatWasGoodBeforeStaysInUse() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        rig.polled();
        rig.api.put("devices",
                Devices.device("pump-1", "edge1", "'bactrian.io/model': 'others', 'bactrian.io/version': 'latest'"));
        rig.api.put("devices", Devices.device("pump-3", "edge1", PUMPS + ", 'bactrian.io/calibration': '{rpm: {scale: x}}'"));
        rig.api.putRaw("devices", "default/pump-4", Devices.device("pump-4", "edge1", PUMPS).replace("v1beta1", "v2"));
        rig.api.put("devicemodels", Devices.model("odd", "'bactrian.io/modle': 'x'", "{'name': 'rpm', 'minimum': 'low'}"));
        rig.api.delete("devices", "default/pump-2", false);

        SyncStatus status = rig.polled();

        assertThat(status.unusable()).isEqualTo(3);
        assertThat(status.problems().get("Device default/pump-1")).contains("bactrian.io/version is 'latest'", "stays in use");
        assertThat(status.problems().get("Device default/pump-3")).contains("scale is 'x'", "It is not used");
        assertThat(status.problems().get("Device default/pump-4")).contains("apiVersion is 'devices.kubeedge.io/v2'");
        assertThat(status.problems().get("DeviceModel default/odd")).contains("minimum is 'low'", "did you mean 'model'?");
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-2")).isNull();
    }

    @Test
    void whileAnObjectHasNoNameNoneIsRemovedForItMayBeAny() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        rig.api.putRaw("devices", "default/x",
                "{\"metadata\": {\"name\": 7, \"annotations\": []}, \"spec\": {\"nodeName\": \"edge1\"}}");
        rig.api.delete("devices", "default/pump-1", false);

        assertThat(rig.polled().problems().get("Device")).contains("1 without a usable namespace and name");
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aDeviceWithoutAModelIsNamedAndTheConfiguredModelAnswersItAndTheUnknown() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", ""));
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isNull();
        assertThat(rig.sync.status().problems().get("Device default/pump-1")).contains("bactrian.io/model",
                "bactrian.models.default");

        rig.restart("standard");
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isEqualTo("standard");
        assertThat(rig.modelOf("anybody")).isEqualTo("standard");
        assertThat(rig.sync.status().problems()).isEmpty();
    }

    @Test
    void twoDevicesOfOneNameAreTakenForNeitherInTopicsOfOneLevel() {
        rig.api.put("devices", Devices.device("a", "pump-1", "edge1", PUMPS));
        rig.api.put("devices", Devices.device("b", "pump-1", "edge1", "'bactrian.io/model': 'others'"));
        rig.api.put("devices", Devices.device("b", "pump-2", "edge1", PUMPS + ", 'bactrian.io/device': 'PUMP:2'"));
        rig.polled();

        assertThat(rig.modelOf("pump-1")).isNull();
        assertThat(rig.modelOf("a/pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("b/pump-1")).isEqualTo("others");
        assertThat(rig.modelOf("PUMP:2")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-2")).isNull();
        assertThat(rig.sync.status().problems().get("Device b/pump-1")).contains("a/pump-1", "bactrian.io/device");
    }
}
