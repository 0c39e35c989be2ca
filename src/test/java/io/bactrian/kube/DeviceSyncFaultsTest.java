package io.bactrian.kube;

import static io.bactrian.kube.DeviceSyncRig.PUMPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.FakeMetaServer.Mode;
import io.bactrian.kube.SyncStatus.Source;

/** Against a MetaServer with the faults that were seen of KubeEdge's. */
@ExpectedErrors({"io.bactrian.kube", "io.bactrian.files"})
class DeviceSyncFaultsTest {
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
    void withoutTheCloudWhatIsKnownStaysAndAStaleRowDoesNotReplaceIt() {
        ObjectNode old = rig.api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'old'")).deepCopy();
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        rig.polled();

        rig.api.mode(Mode.LOCAL);
        rig.api.forgetAll();
        rig.api.remember("devices", old);
        SyncStatus status = rig.polled();

        assertThat(status.source()).isEqualTo(Source.LOCAL);
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-2")).isEqualTo("pumps");
        assertThat(rig.sync.counters().stale()).isEqualTo(1);
        assertThat(rig.sync.counters().local()).isEqualTo(1);
    }

    @Test
    void anEmptyListOfTheNodeA404AndAFailureRemoveNothing() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();

        rig.api.mode(Mode.LOCAL);
        rig.api.forgetAll();
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");

        rig.api.mode(Mode.BROKEN);
        SyncStatus status = rig.polled();
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(status.trouble()).contains("answered 500: connection lost between EdgeCore and CloudCore");
        assertThat(status.source()).isEqualTo(Source.LOCAL);

        rig.api.close();
        assertThat(rig.polled().trouble()).contains(rig.api.url());
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.sync.counters().failures()).isEqualTo(2);
    }

    @Test
    void onlyTheClustersOwnCompleteListRemovesADeviceAndWhatTheNodeRemembersDoesNotBringItBack() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.api.put("devices", Devices.device("pump-2", "edge1", PUMPS));
        rig.polled();

        rig.api.delete("devices", "default/pump-2", false);
        rig.polled();
        assertThat(rig.modelOf("pump-2")).isNull();

        rig.api.mode(Mode.LOCAL);
        assertThat(rig.polled().source()).isEqualTo(Source.LOCAL);
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-2")).isNull();
        rig.restart(null);
        rig.polled();
        assertThat(rig.modelOf("pump-2")).isNull();
    }

    @Test
    void aListOfWhichOnePageIsTheNodesRemovesNothing() {
        for (int i = 0; i < 600; i++) {
            rig.api.put("devices", Devices.device("pump-" + i, "edge1", PUMPS));
        }
        rig.polled();
        assertThat(rig.modelOf("pump-599")).isEqualTo("pumps");

        rig.api.delete("devices", "default/pump-1", true);
        rig.api.delete("devices", "default/pump-599", true);
        rig.api.localFromPage(1);
        assertThat(rig.polled().source()).isEqualTo(Source.LOCAL);
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-599")).isEqualTo("pumps");

        rig.api.localFromPage(Integer.MAX_VALUE);
        rig.polled();
        assertThat(rig.modelOf("pump-1")).isNull();
        assertThat(rig.modelOf("pump-599")).isNull();
    }

    @Test
    void aPageThatHasExpiredAndWhatIsNoJsonAreFailuresAndTheNextPollBeginsAnew() {
        for (int i = 0; i < 600; i++) {
            rig.api.put("devices", Devices.device("pump-" + i, "edge1", PUMPS));
        }
        rig.polled();
        rig.api.delete("devices", "default/pump-1", true);

        rig.api.expirePages(1);
        assertThat(rig.polled().trouble()).contains("answered 410");
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
        assertThat(rig.modelOf("pump-599")).isEqualTo("pumps");

        rig.api.mode(Mode.PROTOBUF);
        assertThat(rig.polled().trouble()).contains("what is not JSON");
        assertThat(rig.modelOf("pump-599")).isEqualTo("pumps");

        rig.api.mode(Mode.CLOUD);
        assertThat(rig.polled().trouble()).isNull();
        assertThat(rig.modelOf("pump-1")).isNull();
        assertThat(rig.modelOf("pump-599")).isEqualTo("pumps");
    }

    @Test
    void theFirstAnswerWithoutTheCloudMayBeSlow() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        rig.api.mode(Mode.LOCAL);
        rig.api.slow(Duration.ofMillis(10_100));

        SyncStatus status = rig.polled();

        assertThat(status.trouble()).isNull();
        assertThat(status.source()).isEqualTo(Source.LOCAL);
    }

    @Test
    void aClusterThatWasRestoredFromABackupIsBelieved() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();

        rig.api.revision(10);
        rig.api.put("devices", Devices.device("pump-1", "edge1", "'bactrian.io/model': 'restored'"));
        rig.polled();

        assertThat(rig.modelOf("pump-1")).isEqualTo("restored");
    }

    @Test
    void anApiThatDoesNotAnswerIsWaitedForSoLongAndNoLonger() {
        rig.api.put("devices", Devices.device("pump-1", "edge1", PUMPS));
        rig.polled();
        rig.restart(null, Duration.ofMillis(200));

        rig.api.mode(Mode.SILENT);

        assertThat(rig.polled().trouble()).contains("gave no answer within");
        assertThat(rig.modelOf("pump-1")).isEqualTo("pumps");
    }
}
