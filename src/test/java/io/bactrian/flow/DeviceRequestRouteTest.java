package io.bactrian.flow;

import static io.bactrian.flow.DeviceRequestRig.JSON;
import static io.bactrian.flow.DeviceRequestRig.picture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;

import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.kit.Patience;

/** Telemetry over HTTP is answered in its response. */
class DeviceRequestRouteTest {
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

    @Test
    void aMessageIsAnsweredInItsResponseAndItsSampleIsOnDisk() throws Exception {
        rig.start();
        HttpResponse<String> response = rig.post("pump-1", "{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}", null);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("id").asText()).isEqualTo("r-1");
        assertThat(answer.path("device").asText()).isEqualTo("pump-1");
        assertThat(answer.path("score").asDouble()).isEqualTo(3.5);
        assertThat(rig.twins.next()).hasValueSatisfying(update -> assertThat(update.topic()).contains("default/pump-1"));
        Queue<String> samples = rig.drain("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(samples.peek()).startsWith("/devices/pump-1 r-1 {\"id\":\"r-1\",\"device\":\"pump-1\"")
                .contains("\"telemetry\":{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}");
    }

    @Test
    void theTraceContextOfARequestGoesOnInItsSample() throws Exception {
        rig.start();
        rig.http.send(rig.http.request("/devices/pump-1/telemetry").header("TraceParent", Trip.TRACE.parent())
                .header("tracestate", "a=1").header("tracestate", "b=2")
                .POST(BodyPublishers.ofString("{\"features\":[1,2]}")));

        Queue<Message> samples = rig.records("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        assertThat(samples.peek().getHeaders()).containsEntry("traceparent", Trip.TRACE.parent())
                .containsEntry("tracestate", "a=1,b=2");
    }

    @Test
    void aPictureIsAnsweredInItsResponseAndItsSampleIsThePictureAsItWasSent() throws Exception {
        rig.start();
        byte[] picture = picture("tiny.png");
        HttpResponse<String> response = rig.send("camera-1", "image", picture);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("device").asText()).isEqualTo("camera-1");
        assertThat(answer.path("score").asDouble()).isBetween(50.0, 200.0);
        Queue<Message> samples = rig.records("samples");
        await().atMost(Patience.LONG).until(() -> samples.size() == 1);
        Message sample = samples.peek();
        assertThat(sample.getBody(byte[].class)).isEqualTo(picture);
        assertThat(sample.getHeaders()).containsEntry("content-type", "image/png")
                .containsEntry("ce_type", "io.bactrian.picture.v1").containsEntry("ce_source", "/devices/camera-1")
                .containsEntry("ce_id", answer.path("id").asText()).containsEntry("ce_model", "mean")
                .containsEntry("ce_modelversion", "1").containsEntry("ce_labels", "{\"site\":\"north\"}")
                .containsEntry("ce_reason", "every");
        assertThat(JSON.readTree(sample.getHeader("ce_outputs", String.class)))
                .isEqualTo(answer.path("outputs"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"camera-1 | image | text | 400 | bad-picture | the body is no picture",
        "camera-1 | image | cut | 400 | bad-picture | cut off", "camera-1 | telemetry | text | 400 | wrong-type | takes one",
        "pump-1 | image | tiny.png | 400 | wrong-type | takes values",
        "camera-1 | image | photo.jpg | 413 | too-large | bactrian.telemetry.max-bytes",
        "camera-1 | image | bomb | 413 | too-large | 60000 × 60000 pixels"})
    void aPictureThatIsNotReadGetsItsCodeAndBecomesADeadLetter(String device, String path, String body, int status, String code,
            String why) throws Exception {
        rig.start();
        byte[] bytes = switch (body) {
            case "text" -> "{\"features\":[1,2]}".getBytes(StandardCharsets.UTF_8);
            case "cut" -> Arrays.copyOf(picture("tiny.png"), 90);
            case "bomb" -> ByteBuffer.wrap(picture("tiny.png")).putInt(16, 60_000).putInt(20, 60_000).array();
            default -> picture(body);
        };
        HttpResponse<String> response = rig.send(device, path, bytes);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(JSON.readTree(response.body()).at("/error/message").asText()).contains(why);
        Queue<Message> letters = rig.records("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek().getBody(byte[].class)).isEqualTo(bytes);
        assertThat(letters.peek().getHeaders()).containsEntry("ce_errorcode", code);
    }

    @Test
    void equalReadingsWithoutAnIdGetIdsOfTheirOwn() throws Exception {
        rig.start();
        String body = "{\"features\":[1,2]}";

        assertThat(JSON.readTree(rig.post("pump-1", body, null).body()).path("id").asText())
                .isNotEqualTo(JSON.readTree(rig.post("pump-1", body, null).body()).path("id").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pump-1 | {\"features\":[1]} | 400 | wrong-count",
        "pump-1 | nonsense | 400 | not-json", "pump-1 | {\"values\":{\"a\":1,\"b\":\"x\"}} | 400 | wrong-type",
        "Pump-1 | {\"features\":[1,2]} | 400 | bad-device-name", "pump-1 | '' | 400 | empty"})
    void badInputGetsItsCodeAndBecomesADeadLetter(String device, String body, int status, String code) throws Exception {
        rig.start();
        HttpResponse<String> response = rig.post(device, body, null);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(JSON.readTree(response.body()).path("device").asText()).isEqualTo(device);
        Queue<String> letters = rig.drain("dead-letters");
        await().atMost(Patience.LONG).until(() -> letters.size() == 1);
        assertThat(letters.peek()).startsWith("/devices/" + device).endsWith(body);
    }

    @Test
    void tooLongAPayloadIsRefusedAs413() throws Exception {
        rig.start();

        assertThat(rig.post("pump-1", "{\"features\":[1,2],\"more\":\"" + "x".repeat(1000) + "\"}", null).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aFailureOfTheServiceIsSaidSoThatTheDeviceSendsAgain() throws Exception {
        rig.models.fail("sum", "it has no version in service");
        rig.start();
        HttpResponse<String> response = rig.post("pump-1", "{\"features\":[1,2]}", null);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.body()).contains("no version in service");
        assertThat(rig.drain("samples")).isEmpty();
    }

    @Test
    void aSampleForWhichTheDiskHasNoSpaceIsSaidSoThatTheDeviceSendsAgain() throws Exception {
        rig.spoolBytes = 64 << 10;
        rig.start();
        HttpResponse<String> response = rig.post("pump-1", "{\"features\":[1,2]}", null);
        for (int more = 0; response.statusCode() == 200 && more < rig.spoolBytes / 10; more++) {
            response = rig.post("pump-1", "{\"features\":[1,2]}", null);
        }

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        rig.drain("samples");
        await().atMost(Patience.LONG).until(() -> rig.post("pump-1", "{\"features\":[1,2]}", null).statusCode() == 200);
    }

    @Test
    void cborIsReadWhereTheContentTypeSaysSoAndAnUnknownTypeIsRefusedAs415() throws Exception {
        rig.start();
        byte[] cbor = HexFormat.of().parseHex("a168666561747572657382f93e0002");

        HttpResponse<String> read = rig.http.send(rig.http.request("/devices/pump-1/telemetry")
                .header("Content-Type", "application/cbor").POST(BodyPublishers.ofByteArray(cbor)));
        HttpResponse<String> unknown = rig.http.send(rig.http.request("/devices/pump-1/telemetry")
                .header("Content-Type", "application/xml").POST(BodyPublishers.ofString("<a/>")));

        assertThat(read.body()).contains("\"score\":3.5");
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.body()).contains("unknown-format").contains("application/cbor");
    }
}
