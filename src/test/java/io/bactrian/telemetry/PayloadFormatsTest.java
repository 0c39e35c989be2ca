package io.bactrian.telemetry;

import static io.bactrian.telemetry.Payloads.NOW;
import static io.bactrian.telemetry.Payloads.cbor;
import static io.bactrian.telemetry.Payloads.envelope;
import static io.bactrian.telemetry.Payloads.format;
import static io.bactrian.telemetry.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format, how it is chosen, and what of it is refused. */
class PayloadFormatsTest {
    private static final String ROW = "{\"id\":\"r-1\",\"values\":{\"a\":1.5,\"b\":2}}";

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none, none, json", "none, senml, senml", "application/json, none, json",
        "application/json, kubeedge, kubeedge", "application/json, tensor, json", "application/json; charset=utf-8, none, json",
        "Application/CBOR, none, cbor", "application/cbor, flat-cbor, flat-cbor", "application/senml+json, kubeedge, senml",
        "application/octet-stream, none, tensor", "application/octet-stream, cbor, cbor",
        "application/octet-stream, flat-json, tensor", "text/plain, kubeedge-text, kubeedge-text", "text/plain, none, json",
        "application/vnd.x+json, flat-json, flat-json"})
    void theContentTypeDecidesElseTheDirectoryElseItIsJson(String type, String device, String expected) {
        assertThat(PayloadFormat.of(type, device == null ? null : PayloadFormat.parse(device)).text()).isEqualTo(expected);
    }

    @Test
    void aContentTypeThatNobodyReadsIsRefusedNamingThoseThatAreRead() {
        BadInput refusal = refusal(null, utf8(ROW), "application/xml");

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_FORMAT);
        assertThat(refusal).hasMessageContaining("application/xml").hasMessageContaining("application/cbor");
    }

    @Test
    void cborHasTheFieldsOfJson() {
        Telemetry telemetry = read(null, cbor(ROW), "application/cbor");

        assertThat(telemetry.id()).isEqualTo("r-1");
        assertThat(telemetry.channels()).containsExactly("a", "b");
        assertThat(telemetry.values()).containsExactly(1.5, 2);
        assertThat(telemetry.format()).isEqualTo(PayloadFormat.CBOR);
        assertThat(read(format(PayloadFormat.FLAT_CBOR), cbor("{\"a\":1,\"rssi\":-7,\"x\":[1]}"), null).channels())
                .containsExactly("a", "rssi");
    }

    @Test
    void cborThatIsCutTooDeepOrNotCborIsMalformed() {
        byte[] whole = cbor(ROW);
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        byte[] deep = cbor("{\"x\":" + "[".repeat(80) + "]".repeat(80) + ",\"features\":[1]}");

        assertThat(List.of(refusal(null, cut, "application/cbor"), refusal(null, deep, "application/cbor"),
                refusal(null, HexFormat.of().parseHex("a1ff"), "application/cbor")))
                .allSatisfy(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED));
        assertThat(refusal(null, cbor("[1]"), "application/cbor").code()).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(null, cbor(out -> {
            out.writeStartObject();
            out.writeFieldName("features");
            out.writeStartArray();
            out.writeNumber(Float.NaN);
            out.writeEndArray();
            out.writeEndObject();
        }), "application/cbor").code()).isEqualTo(ErrorCode.NOT_FINITE);
    }

    @Test
    void halfASurrogatePairInCborIsRefused() {
        byte[] half = HexFormat.of().parseHex("a1" + "6676616c756573" + "a1" + "63eda0bd" + "01");

        assertThat(refusal(null, half, "application/cbor").code()).isEqualTo(ErrorCode.MALFORMED);
    }

    @Test
    void flatJsonIsReadFromTheObjectAtItsPathByTheNamesOfTheDevice() {
        PayloadSettings settings = new PayloadSettings(PayloadFormat.FLAT_JSON, List.of("uplink_message", "decoded_payload"),
                Map.of("temperature", "Temperature"), null);
        Telemetry telemetry = read(settings,
                utf8("""
                     {"end_device_ids":{"device_id":"x"},"uplink_message":{"f_port":2,"rx":[{"rssi":-3}],
                      "decoded_payload":{"temperature":21.5,"id":7,"ok":true,"nested":{"a":1}}}}"""), null);

        assertThat(telemetry.channels()).containsExactly("Temperature", "id", "ok");
        assertThat(telemetry.values()).containsExactly(21.5, 7, 1);
        assertThat(telemetry.flat()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":{}}", "{\"a\":[1]}", "{\"a\":{\"b\":1}}", "{\"b\":{\"a\":{\"x\":1}}}",
        "{\"a\":{\"b\":{\"x\":1}},\"a\":{\"b\":{\"x\":1}}}"})
    void aPathThatLeadsToNoObjectOrToTwoIsRefused(String text) {
        PayloadSettings settings = new PayloadSettings(PayloadFormat.FLAT_JSON, List.of("a", "b"), null, null);

        assertThat(refusal(settings, utf8(text), null).code()).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void aTensorIsARowByPosition() {
        byte[] floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).array();
        byte[] wholes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 53).putLong((1L << 53) + 1)
                .array();
        Telemetry large = read(new PayloadSettings(PayloadFormat.TENSOR, null, null, TensorElement.INT64), wholes, null);

        assertThat(read(null, floats, "application/octet-stream").values()).containsExactly(1.5, -2);
        assertThat(read(null, floats, "application/octet-stream").channels()).isNull();
        assertThat(large.literals()).containsExactly(null, "9007199254740993");
        assertThat(read(new PayloadSettings(PayloadFormat.TENSOR, null, null, TensorElement.UINT8), new byte[]{-1, 2}, null)
                .values()).containsExactly(255, 2);
    }

    @Test
    void aTensorThatIsCutOrNotFiniteIsRefused() {
        byte[] nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).array();

        assertThat(refusal(null, new byte[7], "application/octet-stream")).hasMessageContaining("7 bytes")
                .hasMessageContaining("FP32").extracting(BadInput::code).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal(null, nan, "application/octet-stream").code()).isEqualTo(ErrorCode.NOT_FINITE);
    }

    @Test
    void senmlIsResolvedWithItsBaseFields() {
        long seconds = NOW.getEpochSecond() - 10;
        Telemetry telemetry = read(null, utf8("[{\"bn\":\"urn:dev:ow:10e2:\",\"bt\":" + seconds + ",\"bv\":20,\"bu\":\"Cel\","
                + "\"bver\":10,\"n\":\"temperature\",\"v\":1.5},{\"n\":\"ok\",\"vb\":true,\"t\":4},"
                + "{\"n\":\"mode\",\"vs\":\"auto\",\"t\":-5},{\"n\":\"count\",\"s\":7,\"bs\":100},{\"n\":\"blob\",\"vd\":\"AQI\"},"
                + "{\"n\":\"still\"}]"), "application/senml+json");

        assertThat(telemetry.channels()).containsExactly("temperature", "ok", "mode", "count", "still");
        assertThat(telemetry.values()).containsExactly(21.5, 1, Double.NaN, 107, 20);
        assertThat(telemetry.texts()).containsExactly(null, null, "auto", null, null);
        assertThat(telemetry.literals()).containsExactly(null, "true", null, null, null);
        assertThat(telemetry.timestamp()).isEqualTo((seconds + 4) * 1000);
    }

    @Test
    void senmlTimesBelowTwoToTheTwentyEighthAreRelativeToNow() {
        assertThat(read(null, utf8("[{\"n\":\"a\",\"v\":1,\"t\":-2.5}]"), "application/senml+json").timestamp())
                .isEqualTo(NOW.toEpochMilli() - 2500);
        assertThat(read(null, utf8("[{\"n\":\"a\",\"v\":1}]"), "application/senml+json").timestamp())
                .isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aSenmlNameIsMappedInFullOrByItsOwnPart() {
        PayloadSettings settings = new PayloadSettings(null, null, Map.of("urn:x:t", "Temperature", "h", "Humidity"), null);

        assertThat(read(settings,
                utf8("[{\"bn\":\"urn:x:\",\"n\":\"t\",\"v\":1},{\"n\":\"h\",\"v\":2},{\"bn\":\"urn:x:p\",\"v\":3}]"),
                "application/senml+json").channels()).containsExactly("Temperature", "Humidity", "urn:x:p");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'n':'a','v':1} | wrong-type", "[1] | wrong-type", "[{'n':'a','v':'x'}] | wrong-type",
        "[{'n':'a','v':1,'x_':1}] | wrong-type", "[{'bver':11,'n':'a','v':1}] | wrong-type", "[{'v':1}] | wrong-type",
        "[{'n':'ä','v':1}] | wrong-type", "[{'n':'a','v':1,'v':2}] | not-json", "[{'n':'a','v':NaN}] | not-finite",
        "[{'bv':1e308,'n':'a','v':1e308}] | not-finite", "[{'n':'a','v':1,'t':1e11}] | clock-off",
        "[{'n':'a','v':1,'t':1e300}] | wrong-type", "[{'n':'a','v':1}] 1 | not-json", "[{'n':'a','v':1} | not-json"})
    void senmlThatDoesNotFollowItsSpecificationIsRefused(String text, String code) {
        assertThat(refusal(null, utf8(text.replace('\'', '"')), "application/senml+json").code().code()).isEqualTo(code);
    }

    @Test
    void kubeEdgesDeviceDataHasTextsForNumbers() {
        Telemetry telemetry = read(format(PayloadFormat.KUBEEDGE),
                utf8("{\"event_id\":\"e-1\",\"timestamp\":" + NOW.toEpochMilli()
                        + ",\"data\":{\"temperature\":{\"value\":\"1.5\",\"metadata\":{\"timestamp\":1,\"type\":\"float\"}},"
                        + "\"on\":{\"value\":\"true\"},\"serial\":{\"value\":\"007\",\"metadata\":{\"type\":\"string\"}}}}"),
                null);

        assertThat(telemetry.id()).isEqualTo("e-1");
        assertThat(telemetry.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(telemetry.channels()).containsExactly("temperature", "on", "serial");
        assertThat(telemetry.values()).containsExactly(1.5, 1, Double.NaN);
        assertThat(telemetry.texts()).containsExactly(null, null, "007");
        assertThat(telemetry.literals()).containsExactly(null, "true", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | wrong-type", "{'data':1} | wrong-type", "{'data':{'a':1}} | wrong-type",
        "{'data':{'a':{}}} | wrong-type", "{'data':{'a':{'value':'NaN'}}} | not-finite",
        "{'data':{'a':{'value':'+Inf'}}} | not-finite", "{'data':{'a':{'value':'1e999'}}} | not-finite",
        "{'timestamp':'x','data':{'a':{'value':'1'}}} | wrong-type",
        "{'data':{'a':{'value':'1'},'a':{'value':'2'}}} | not-json",
        "{'timestamp':5,'data':{'a':{'value':'1'}}} | clock-off"})
    void kubeEdgesDeviceDataOfAnotherFormIsRefused(String text, String code) {
        assertThat(refusal(format(PayloadFormat.KUBEEDGE), utf8(text.replace('\'', '"')), null).code().code()).isEqualTo(code);
    }

    @Test
    void aMappersTextIsNamedByTheLastLevelOfItsTopic() {
        String text = "time is 2026-11-20 11:59:58  devices/d/telemetry/temperature: 21.5";
        Telemetry telemetry = read(format(PayloadFormat.KUBEEDGE_TEXT), utf8(text), null);
        PayloadSettings named = new PayloadSettings(PayloadFormat.KUBEEDGE_TEXT, null, Map.of("temperature", "T"), null);

        assertThat(telemetry.channels()).containsExactly("temperature");
        assertThat(telemetry.values()).containsExactly(21.5);
        assertThat(telemetry.timestamp()).isEqualTo(NOW.toEpochMilli() - 2000);
        assertThat(read(named, utf8(text), null).channels()).containsExactly("T");
        assertThat(read(format(PayloadFormat.KUBEEDGE_TEXT), utf8("time is 2026-11-20 11:59:58  t: a: b"), null).texts())
                .containsExactly("a: b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "time is 2026-11-20 11:59:58 t: 1", "time is 2026-02-30 11:59:58  t: 1",
        "time is 2026-11-20 25:59:58  t: 1", "time is 2026-11-20 11:59:58  t:1"})
    void aMappersTextOfAnotherFormIsMalformed(String text) {
        assertThat(refusal(format(PayloadFormat.KUBEEDGE_TEXT), utf8(text), null).code()).isEqualTo(ErrorCode.MALFORMED);
    }

    private static Telemetry read(PayloadSettings settings, byte[] payload, String contentType) {
        return Payloads.codec(settings).decode(envelope(payload, contentType));
    }

    private static BadInput refusal(PayloadSettings settings, byte[] payload, String contentType) {
        BadInput refusal = catchThrowableOfType(BadInput.class, () -> read(settings, payload, contentType));
        assertThat(refusal).isNotNull().hasMessageMatching("(?s).{15,}");
        return refusal;
    }
}
