package io.bactrian.kube;

import static io.bactrian.kube.DeviceSyncRig.PUMPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.FakeMetaServer.Mode;
import io.bactrian.kube.SyncStatus.Source;
import io.bactrian.model.ModelUnavailable;

/** What a node knows of its devices when it starts, and the copy on its disk. */
@ExpectedErrors({"io.bactrian.kube", "io.bactrian.files"})
class DeviceSyncRestartTest {
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
    void aNodeThatStartsWithNeitherCloudNorApiKnowsItsDevicesFromDisk() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS + ", 'bactrian.io/calibration': '{rpm: {offset: 1}}'"));
        rig.polled();
        DeviceProfile before = rig.directory.profile("pump-1");
        rig.api.close();

        rig.restart(null);

        assertThat(rig.directory.profile("pump-1")).isEqualTo(before);
        assertThat(rig.sync.status().source()).isEqualTo(Source.DISK);
        assertThat(rig.sync.status().confirmed()).isNotNull();
        rig.polled();
        assertThat(rig.directory.profile("pump-1")).isEqualTo(before);
        assertThat(rig.sync.status().trouble()).isNotNull();
    }

    @Test
    void aNodeThatStartsWithoutTheCloudAndWithoutACopyTakesWhatTheNodeRemembersAndHoldsMessagesWhereThatIsNothing() {
        rig.api.mode(Mode.LOCAL);
        rig.polled();
        assertThatThrownBy(() -> rig.directory.profile("pump-1")).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("not known yet");
        assertThat(rig.sync.status().source()).isEqualTo(Source.NONE);

        rig.api.mode(Mode.CLOUD);
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.api.mode(Mode.LOCAL);
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aDamagedCopyIsSetAsideAndTheClusterAskedAnew() throws IOException {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        Path copy = dir.resolve("kubernetes/devices.json");
        Files.writeString(copy, Files.readString(copy).substring(0, 40));

        rig.restart(null);

        assertThat(rig.directory.missing()).isNotNull();
        assertThat(dir.resolve("kubernetes/devices.json.corrupt")).exists();
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
    }

    @Test
    void aCopyThatCannotBeWrittenIsReportedAndWrittenLater() throws IOException {
        Files.writeString(dir.resolve("kubernetes"), "no folder");
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));

        assertThat(rig.polled().disk()).contains("cannot be written", "bactrian.kubernetes.dir");
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");

        Files.delete(dir.resolve("kubernetes"));
        assertThat(rig.polled().disk()).isNull();
        assertThat(dir.resolve("kubernetes/devices.json")).exists();
    }
}
