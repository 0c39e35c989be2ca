package io.bactrian.telemetry;

import static io.bactrian.telemetry.Payloads.DOUBLE;
import static io.bactrian.telemetry.Payloads.FLOAT;
import static io.bactrian.telemetry.Payloads.NOW;
import static io.bactrian.telemetry.Payloads.metric;
import static io.bactrian.telemetry.Payloads.sparkplug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sparkplug B: births name the aliases and types of the data that follow. */
class SparkplugTest {
    private static final String DATA = "spBv1.0/plant/DDATA/edge-1/pump-7";
    private static final String BIRTH = "spBv1.0/plant/DBIRTH/edge-1/pump-7";

    private final TelemetryCodec codec = Payloads.codec(null);

    @Test
    void dataIsReadByName() {
        Telemetry telemetry = read(DATA, sparkplug(metric("a").setDatatype(FLOAT).setFloatValue(1.5f),
                metric("on").setBooleanValue(true), metric("mode").setStringValue("auto"), metric("none").setIsNull(true)));

        assertThat(telemetry.channels()).containsExactly("a", "on", "mode", "none");
        assertThat(telemetry.values()).containsExactly(1.5, 1, Double.NaN, Double.NaN);
        assertThat(telemetry.texts()).containsExactly(null, null, "auto", null);
        assertThat(telemetry.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(telemetry.flat()).isTrue();
    }

    @Test
    void anAliasIsNamedByTheBirthOfTheSameDeviceOnly() {
        read(BIRTH, sparkplug(metric("a").setAlias(5).setDatatype(DOUBLE).setDoubleValue(1)));

        assertThat(read(DATA, aliased(5)).channels()).containsExactly("a");
        assertThat(refusal("spBv1.0/plant/DDATA/edge-1/pump-8", aliased(5)).code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(refusal("spBv1.0/plant/DDATA/edge-2/pump-7", aliased(5)).code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(refusal(DATA, aliased(6))).hasMessageContaining("alias 6").hasMessageContaining("Rebirth");
    }

    @Test
    void aNewBirthReplacesTheOneBeforeAndADeathForgetsIt() {
        read(BIRTH, sparkplug(metric("a").setAlias(5).setDoubleValue(1)));
        read(BIRTH, sparkplug(metric("b").setAlias(5).setDoubleValue(1)));
        assertThat(read(DATA, aliased(5)).channels()).containsExactly("b");

        assertThat(read("spBv1.0/plant/DDEATH/edge-1/pump-7", sparkplug())).isNull();
        assertThat(refusal(DATA, aliased(5)).code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void wholeNumbersAreSignedAsTheirTypeSays() {
        read(BIRTH, sparkplug(metric("i8").setDatatype(1).setIntValue(-1 & 0xff), metric("i32").setDatatype(3).setIntValue(-5),
                metric("u32").setDatatype(7).setIntValue(-1), metric("i64").setDatatype(4).setLongValue(-7),
                metric("u64").setDatatype(8).setLongValue(-1)));

        Telemetry telemetry = read(DATA, sparkplug(metric("i8").setIntValue(0xff), metric("i32").setIntValue(-5),
                metric("u32").setIntValue(-1), metric("i64").setLongValue(-7), metric("u64").setLongValue(-1)));

        assertThat(telemetry.values()).containsExactly(-1, -5, 4_294_967_295.0, -7, 0x1p64);
        assertThat(telemetry.literals()).containsExactly(null, null, null, null, "18446744073709551615");
        assertThat(refusal("spBv1.0/plant/DDATA/edge-1/other", sparkplug(metric("i32").setIntValue(-5))))
                .hasMessageContaining("datatype").extracting(BadInput::code).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void commandsAndStatesSayNothing() {
        assertThat(read("spBv1.0/plant/NCMD/edge-1", sparkplug())).isNull();
        assertThat(read("spBv1.0/STATE/host", new byte[]{1})).isNull();
    }

    @Test
    void whatIsNoPayloadOrHasTooManyMetricsIsMalformed() {
        byte[] whole = sparkplug(metric("a").setDoubleValue(1));
        Metric.Builder[] many = new Metric.Builder[SparkplugReader.MOST_METRICS + 1];
        Arrays.fill(many, Metric.newBuilder());

        assertThat(refusal(DATA, Arrays.copyOf(whole, whole.length - 5)).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal(DATA, "nonsense".getBytes()).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal(DATA, sparkplug(many))).hasMessageContaining("4096 metrics");
        assertThat(refusal(DATA, sparkplug(metric("a").setDoubleValue(Double.NaN))).code()).isEqualTo(ErrorCode.NOT_FINITE);
    }

    @Test
    void birthsTogetherAreBoundedAndTheOneNotUsedForLongestGoes() {
        SparkplugBirths births = Payloads.births(100);
        births.put("a", Payloads.birth(40));
        births.put("b", Payloads.birth(40));
        births.of("a");
        births.put("c", Payloads.birth(40));

        assertThat(births.of("b")).isSameAs(SparkplugBirths.Birth.NONE);
        assertThat(births.of("a").names()).isEqualTo(Map.of(1L, "a"));
        assertThat(births.of("c").names()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"spBv1.0/plant/DDATA/edge-1/pump-7, 1, pump-7", "spBv1.0/plant/DDATA/edge-1/pump-7, 2, edge-1/pump-7",
        "spBv1.0/plant/NDATA/edge-1, 1, edge-1", "spBv1.0/STATE/host, 1, ''"})
    void aSparkplugTopicNamesItsDeviceOrItsNode(String topic, int levels, String device) {
        String filter = levels == 1 ? "devices/+/telemetry" : "devices/+/+/telemetry";

        assertThat(new DeviceTopics(filter, "devices/{device}/inference", Pattern.compile(".+"), levels).device(topic))
                .isEqualTo(device);
    }

    private static byte[] aliased(long alias) {
        return sparkplug(Metric.newBuilder().setAlias(alias).setDoubleValue(2));
    }

    private Telemetry read(String topic, byte[] payload) {
        return codec.decode(Payloads.envelope(topic, payload, null));
    }

    private BadInput refusal(String topic, byte[] payload) {
        return catchThrowableOfType(BadInput.class, () -> read(topic, payload));
    }
}
