package io.bactrian.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.FakeMetaServer.Mode;
import io.bactrian.kube.SyncStatus.Source;
import io.bactrian.model.ModelUnavailable;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Against a MetaServer with the faults that were seen of KubeEdge's. */
@ExpectedErrors("io.bactrian.kube")
class DeviceSyncTest {
    private static final String PUMPS = "'bactrian.io/model': 'pumps'";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;
    private final FakeMetaServer api = new FakeMetaServer("edge1");
    private final KubernetesClient client = client(api.url());
    private DeviceDirectory directory = DeviceSync.missing();
    private DeviceSync sync;

    static KubernetesClient client(String url) {
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url).withRequestRetryBackoffLimit(0).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @BeforeEach
    void begin() {
        api.put("devicemodels",
                Devices.model("pump", "", "{'name': 'rpm', 'type': 'INT', 'minimum': '0', 'maximum': '3000', 'unit': 'rpm'}"));
        sync = restarted(null);
    }

    @AfterEach
    void end() {
        client.close();
        api.close();
    }

    private DeviceSync restarted(String standard) {
        return restarted(standard, PATIENCE);
    }

    private DeviceSync restarted(String standard, Duration patience) {
        directory = DeviceSync.missing();
        return new DeviceSync(
                new KubernetesSettings("edge1", null, dir.resolve("kubernetes"), standard, Duration.ofSeconds(1), patience),
                () -> client,
                next -> directory = next, Clock.systemUTC());
    }

    private SyncStatus polled() {
        sync.sync();
        return sync.status();
    }

    private String modelOf(String device) {
        DeviceProfile profile = directory.profile(device);
        return profile == null ? null : profile.model();
    }

    @Test
    void devicesOfThisNodeAreKnownByBothTheirNamesWithWhatTheirAnnotationsAndTheirModelSay() {
        api.put("devicemodels", Devices.model("pump", PUMPS + ", 'labels.bactrian.io/site': 'north'",
                "{'name': 'rpm', 'type': 'INT', 'minimum': '0', 'maximum': '3000', 'unit': 'rpm'}"));
        api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/version': '3', 'labels.bactrian.io/line': '2', "
                + "'bactrian.io/calibration': '{rpm: {scale: 0.5}}'"));
        api.put("devices", Devices.device("far-1", "edge2", PUMPS));

        assertThat(polled().source()).isEqualTo(Source.CLOUD);
        DeviceProfile profile = directory.profile("default/pump-1");
        assertThat(profile.model()).isEqualTo("pumps");
        assertThat(profile.version()).isEqualTo(3);
        assertThat(profile.labels()).containsOnly(java.util.Map.entry("site", "north"), java.util.Map.entry("line", "2"));
        assertThat(profile.channels()).containsEntry("rpm", new Calibration(0.5, 0.0));
        assertThat(profile.ranges().get("rpm")).hasToString("ValueRange[unit=rpm, whole=true, minimum=0.0, maximum=3000.0]");
        assertThat(profile.twin()).isEqualTo("default/pump-1");
        assertThat(directory.profile("pump-1")).isSameAs(profile);
        assertThat(directory.profile("far-1")).isNull();
        assertThat(directory.profile("default/far-1")).isNull();
    }

    @Test
    void neitherDiscoveryNorAWatchIsAskedFor() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        polled();

        assertThat(api.requests()).allMatch(request -> request.startsWith("GET /apis/devices.kubeedge.io/v1beta1/"))
                .noneMatch(request -> request.contains("watch") || request.contains("fieldSelector"));
    }

    @Test
    void withoutTheCloudWhatIsKnownStaysAndAStaleRowDoesNotReplaceIt() {
        ObjectNode old = api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'old'")).deepCopy();
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        polled();

        api.mode(Mode.LOCAL);
        api.forgetAll();
        api.remember("devices", old);
        SyncStatus status = polled();

        assertThat(status.source()).isEqualTo(Source.LOCAL);
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(modelOf("pump-2")).isEqualTo("pumps");
        assertThat(sync.counters().stale()).isEqualTo(1);
        assertThat(sync.counters().local()).isEqualTo(1);
    }

    @Test
    void anEmptyListOfTheNodeA404AndAFailureRemoveNothing() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();

        api.mode(Mode.LOCAL);
        api.forgetAll();
        polled();
        assertThat(modelOf("pump-1")).isEqualTo("pumps");

        api.mode(Mode.BROKEN);
        SyncStatus status = polled();
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(status.trouble()).contains("answered 500: connection lost between EdgeCore and CloudCore");
        assertThat(status.source()).isEqualTo(Source.LOCAL);

        api.close();
        assertThat(polled().trouble()).contains(api.url());
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(sync.counters().failures()).isEqualTo(2);
    }

    @Test
    void onlyTheClustersOwnCompleteListRemovesADeviceAndWhatTheNodeRemembersDoesNotBringItBack() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        polled();

        api.delete("devices", "default/pump-2", false);
        polled();
        assertThat(modelOf("pump-2")).isNull();

        api.mode(Mode.LOCAL);
        assertThat(polled().source()).isEqualTo(Source.LOCAL);
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(modelOf("pump-2")).isNull();
        sync = restarted(null);
        polled();
        assertThat(modelOf("pump-2")).isNull();
    }

    @Test
    void aListOfWhichOnePageIsTheNodesRemovesNothing() {
        for (int i = 0; i < 600; i++) {
            api.put("devices", Devices.device("pump-" + i, "edge1", PUMPS));
        }
        polled();
        assertThat(modelOf("pump-599")).isEqualTo("pumps");

        api.delete("devices", "default/pump-1", true);
        api.delete("devices", "default/pump-599", true);
        api.localFromPage(1);
        assertThat(polled().source()).isEqualTo(Source.LOCAL);
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(modelOf("pump-599")).isEqualTo("pumps");

        api.localFromPage(Integer.MAX_VALUE);
        polled();
        assertThat(modelOf("pump-1")).isNull();
        assertThat(modelOf("pump-599")).isNull();
    }

    @Test
    void aPageThatHasExpiredAndWhatIsNoJsonAreFailuresAndTheNextPollBeginsAnew() {
        for (int i = 0; i < 600; i++) {
            api.put("devices", Devices.device("pump-" + i, "edge1", PUMPS));
        }
        polled();
        api.delete("devices", "default/pump-1", true);

        api.expirePages(1);
        assertThat(polled().trouble()).contains("answered 410");
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(modelOf("pump-599")).isEqualTo("pumps");

        api.mode(Mode.PROTOBUF);
        assertThat(polled().trouble()).contains("what is not JSON");
        assertThat(modelOf("pump-599")).isEqualTo("pumps");

        api.mode(Mode.CLOUD);
        assertThat(polled().trouble()).isNull();
        assertThat(modelOf("pump-1")).isNull();
        assertThat(modelOf("pump-599")).isEqualTo("pumps");
    }

    @Test
    void theFirstAnswerWithoutTheCloudMayBeSlow() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        api.mode(Mode.LOCAL);
        api.slow(Duration.ofMillis(10_100));

        SyncStatus status = polled();

        assertThat(status.trouble()).isNull();
        assertThat(status.source()).isEqualTo(Source.LOCAL);
    }

    @Test
    void aNodeThatStartsWithNeitherCloudNorApiKnowsItsDevicesFromDisk() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS + ", 'bactrian.io/calibration': '{rpm: {offset: 1}}'"));
        polled();
        DeviceProfile before = directory.profile("pump-1");
        api.close();

        sync = restarted(null);

        assertThat(directory.profile("pump-1")).isEqualTo(before);
        assertThat(sync.status().source()).isEqualTo(Source.DISK);
        assertThat(sync.status().confirmed()).isNotNull();
        polled();
        assertThat(directory.profile("pump-1")).isEqualTo(before);
        assertThat(sync.status().trouble()).isNotNull();
    }

    @Test
    void aNodeThatStartsWithoutTheCloudAndWithoutACopyTakesWhatTheNodeRemembersAndHoldsMessagesWhereThatIsNothing() {
        api.mode(Mode.LOCAL);
        polled();
        assertThatThrownBy(() -> directory.profile("pump-1")).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("not known yet");
        assertThat(sync.status().source()).isEqualTo(Source.NONE);

        api.mode(Mode.CLOUD);
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        api.mode(Mode.LOCAL);
        polled();
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aNodeWithoutDevicesKnowsThatItHasNoneOnceTheClusterSaysSo() {
        polled();

        assertThat(directory.missing()).isNull();
        assertThat(modelOf("pump-1")).isNull();
    }

    @Test
    void eachObjectIsReadOnceByItsNameAfterAChangeSoThatTheNodeRemembersItsAnnotations() {
        api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'old'"));
        polled();
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();

        assertThat(api.remembered("devices", "default/pump-1").path("metadata").path("annotations").path("bactrian.io/model")
                .asText())
                .isEqualTo("pumps");
        int before = api.requests().size();
        polled();
        assertThat(api.requests().subList(before, api.requests().size())).hasSize(2)
                .allMatch(request -> request.contains("limit="));
    }

    @Test
    void aStatusThatChangesWritesNoCopyAndReadsNothingAgain() throws IOException {
        ObjectNode device = api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        Path copy = dir.resolve("kubernetes/devices.json");
        Files.setLastModifiedTime(copy, java.nio.file.attribute.FileTime.fromMillis(1000));
        int before = api.requests().size();

        ObjectNode changed = device.deepCopy();
        changed.putObject("status").put("twins", "any");
        api.put("devices", changed);
        polled();

        assertThat(Files.getLastModifiedTime(copy).toMillis()).isEqualTo(1000);
        assertThat(api.requests().size() - before).isEqualTo(2);
    }

    @Test
    void whatIsMalformedIsNamedAndCountedAndWhatWasGoodBeforeStaysInUse() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        polled();
        api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'others', 'bactrian.io/version': 'latest'"));
        api.put("devices", Devices.device("pump-3", "edge1", PUMPS + ", 'bactrian.io/calibration': '{rpm: {scale: x}}'"));
        api.putRaw("devices", "default/pump-4", Devices.device("pump-4", "edge1", PUMPS).replace("v1beta1", "v2"));
        api.put("devicemodels", Devices.model("odd", "'bactrian.io/modle': 'x'", "{'name': 'rpm', 'minimum': 'low'}"));
        api.delete("devices", "default/pump-2", false);

        SyncStatus status = polled();

        assertThat(status.unusable()).isEqualTo(3);
        assertThat(status.problems().get("Device default/pump-1")).contains("bactrian.io/version is 'latest'", "stays in use");
        assertThat(status.problems().get("Device default/pump-3")).contains("scale is 'x'", "It is not used");
        assertThat(status.problems().get("Device default/pump-4")).contains("apiVersion is 'devices.kubeedge.io/v2'");
        assertThat(status.problems().get("DeviceModel default/odd")).contains("minimum is 'low'", "did you mean 'model'?");
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
        assertThat(modelOf("pump-2")).isNull();
    }

    @Test
    void whileAnObjectHasNoNameNoneIsRemovedForItMayBeAny() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        api.putRaw("devices", "default/x",
                "{\"metadata\": {\"name\": 7, \"annotations\": []}, \"spec\": {\"nodeName\": \"edge1\"}}");
        api.delete("devices", "default/pump-1", false);

        assertThat(polled().problems().get("Device")).contains("1 without a usable namespace and name");
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aDeviceWithoutAModelIsNamedAndTheConfiguredModelAnswersItAndTheUnknown() {
        api.put("devices", Devices.device("pump-1", "edge1", ""));
        polled();
        assertThat(modelOf("pump-1")).isNull();
        assertThat(sync.status().problems().get("Device default/pump-1")).contains("bactrian.io/model",
                "bactrian.models.default");

        sync = restarted("standard");
        polled();
        assertThat(modelOf("pump-1")).isEqualTo("standard");
        assertThat(modelOf("anybody")).isEqualTo("standard");
        assertThat(sync.status().problems()).isEmpty();
    }

    @Test
    void twoDevicesOfOneNameAreTakenForNeitherInTopicsOfOneLevel() {
        api.put("devices", Devices.device("a", "pump-1", "edge1", PUMPS));
        api.put("devices", Devices.device("b", "pump-1", "edge1", "'bactrian.io/model': 'others'"));
        api.put("devices", Devices.device("b", "pump-2", "edge1", PUMPS + ", 'bactrian.io/device': 'PUMP:2'"));
        polled();

        assertThat(modelOf("pump-1")).isNull();
        assertThat(modelOf("a/pump-1")).isEqualTo("pumps");
        assertThat(modelOf("b/pump-1")).isEqualTo("others");
        assertThat(modelOf("PUMP:2")).isEqualTo("pumps");
        assertThat(modelOf("pump-2")).isNull();
        assertThat(sync.status().problems().get("Device b/pump-1")).contains("a/pump-1", "bactrian.io/device");
    }

    @Test
    void aClusterThatWasRestoredFromABackupIsBelieved() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();

        api.revision(10);
        api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'restored'"));
        polled();

        assertThat(modelOf("pump-1")).isEqualTo("restored");
    }

    @Test
    void anApiThatDoesNotAnswerIsWaitedForSoLongAndNoLonger() {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        sync = restarted(null, Duration.ofMillis(200));

        api.mode(Mode.SILENT);

        assertThat(polled().trouble()).contains("gave no answer within");
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aDamagedCopyIsSetAsideAndTheClusterAskedAnew() throws IOException {
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        polled();
        Path copy = dir.resolve("kubernetes/devices.json");
        Files.writeString(copy, Files.readString(copy).substring(0, 40));

        sync = restarted(null);

        assertThat(directory.missing()).isNotNull();
        assertThat(dir.resolve("kubernetes/devices.json.corrupt")).exists();
        polled();
        assertThat(modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aCopyThatCannotBeWrittenIsReportedAndWrittenLater() throws IOException {
        Files.writeString(dir.resolve("kubernetes"), "no folder");
        api.put("devices", Devices.device("pump-1", "edge1", PUMPS));

        assertThat(polled().disk()).contains("cannot be written", "bactrian.kubernetes.dir");
        assertThat(modelOf("pump-1")).isEqualTo("pumps");

        Files.delete(dir.resolve("kubernetes"));
        assertThat(polled().disk()).isNull();
        assertThat(dir.resolve("kubernetes/devices.json")).exists();
    }
}
