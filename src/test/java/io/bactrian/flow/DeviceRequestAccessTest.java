package io.bactrian.flow;

import static io.bactrian.flow.DeviceRequestRig.OPERATOR;
import static io.bactrian.flow.DeviceRequestRig.TOKENS;
import static io.bactrian.flow.DeviceRequestRig.picture;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.http.ApiToken;

/** Who may send telemetry of a device over HTTP, and follow its answers. */
class DeviceRequestAccessTest {
    @TempDir
    private Path dir;
    private DeviceRequestRig rig;

    @BeforeEach
    void serve() throws Exception {
        rig = new DeviceRequestRig(dir);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "true  | true  | pump-1  | pump-1-has-this-token  | 200", "true  | false | pump-1  | pump-1-has-this-token  | 200",
        "true  | true  | pump-2  | pump-1-has-this-token  | 401", "true  | true  | pump-1  | none                   | 401",
        "true  | true  | north-7 | north-has-this-one-too | 200", "true  | true  | pump-1  | north-has-this-one-too | 401",
        "true  | true  | xnorth-7 | north-has-this-one-too | 401", "true  | true  | pump-2  | operators-own-token    | 200",
        "false | true  | pump-2  | none                   | 200", "false | false | pump-2  | none                   | 401",
        "false | false | pump-2  | operators-own-token    | 200"})
    void aDevicesPathIsOpenToItsOwnTokenAndToAnOperator(boolean file, boolean onlyHere, String device, String token, int status)
            throws Exception {
        rig.tokens = file ? TOKENS : null;
        rig.operator = ApiToken.of(OPERATOR);
        rig.loopback = onlyHere;
        rig.start();

        HttpResponse<String> response = rig.post(device, "{\"features\":[1,2]}", token);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 401) {
            assertThat(response.body()).contains("bactrian.devices.tokens").doesNotContain("has-this");
        }
    }

    @Test
    void aPicturesPathIsOpenToTheDevicesTokenOnly() throws Exception {
        rig.tokens = TOKENS;
        rig.start();

        assertThat(rig.send("camera-1", "image", picture("tiny.png")).statusCode()).isEqualTo(401);
    }

    @Test
    void whereNoTokenIsConfiguredAndOthersReachItItIsClosed() throws Exception {
        rig.loopback = false;
        rig.start();
        HttpResponse<String> response = rig.post("pump-1", "{\"features\":[1,2]}", "whatever-token-this-is");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("bactrian.devices.tokens");
    }

    @Test
    void answersAreOpenToWhoMaySendTheDevicesTelemetryAndToNobodyElse() throws Exception {
        rig.tokens = TOKENS;
        rig.loopback = false;
        rig.start();

        assertThat(rig.http.get("/devices/pump-1/inference").statusCode()).isEqualTo(401);
        assertThat(rig.follow("pump-1", "north-has-this-one-too").poll(60, TimeUnit.SECONDS)).startsWith("401");
        assertThat(rig.follow("pump-1", "pump-1-has-this-token").poll(60, TimeUnit.SECONDS)).startsWith("200");
        assertThat(rig.http.get("/devices/Pump%207/inference").statusCode()).isEqualTo(401);
    }
}
