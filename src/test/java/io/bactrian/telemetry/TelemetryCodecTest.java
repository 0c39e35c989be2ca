package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryCodecTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final TelemetryCodec codec = new TelemetryCodec(4096, Duration.ofDays(30), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void textsAreReadAtTheirPlaces() {
        Telemetry telemetry = decode("{\"values\":{\"flow\":1.5,\"mode\":\"auto\",\"stage\":2}}");

        assertThat(telemetry.texts()).containsExactly(null, "auto", null);
        assertThat(telemetry.values()).containsExactly(1.5, Double.NaN, 2);
        assertThat(decode("{\"features\":[1]}").texts()).isNull();
        String many = "\"t\",".repeat(40);
        assertThat(decode("{\"features\":[1," + many + "2]}").texts()).hasSize(42).containsOnly("t", null);
    }

    @Test
    void valuesAreReadByNameInTheOrderSent() {
        Telemetry telemetry = decode(
                "{\"id\":\"a\",\"ts\":" + NOW.toEpochMilli() + ",\"values\":{\"Pressure\":0.38,\"Flow\":-2e3}}");

        assertThat(telemetry.id()).isEqualTo("a");
        assertThat(telemetry.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(telemetry.channels()).containsExactly("Pressure", "Flow");
        assertThat(telemetry.values()).containsExactly(0.38, -2000);
    }

    @Test
    void featuresAreReadByPosition() {
        Telemetry telemetry = decode("{\"features\":[1,2.5,3]}");

        assertThat(telemetry.channels()).isNull();
        assertThat(telemetry.values()).containsExactly(1, 2.5, 3);
    }

    @Test
    void whatANumberDoesNotSayIsKeptBesideIt() {
        Telemetry telemetry = decode(
                "{\"features\":[1,true,false,null,9007199254740993,9007199254740992,1e22,-9007199254740993.0]}");

        assertThat(telemetry.values()).containsExactly(1, 1, 0, Double.NaN, 9007199254740992d, 9007199254740992d, 1e22,
                -9007199254740992d);
        assertThat(telemetry.literals()).containsExactly(null, "true", "false", null, "9007199254740993", null, null,
                "-9007199254740993.0");
        assertThat(decode("{\"features\":[1,2.5]}").literals()).isNull();
        assertThat(decode("{\"features\":[" + "1,".repeat(40) + "true]}").literals()).hasSize(41);
    }

    @Test
    void aTimestampMayBeRfc3339AndIsOursWhenMissing() {
        assertThat(decode("{\"ts\":\"2026-11-20T13:00:00.250+01:00\",\"features\":[]}").timestamp())
                .isEqualTo(NOW.toEpochMilli() + 250);
        assertThat(decode("{\"features\":[]}").timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void fieldsItDoesNotKnowArePassedOver() {
        assertThat(decode("{\"site\":{\"a\":[1,{\"b\":null}]},\"features\":[7],\"z\":\"y\"}").values()).containsExactly(7);
    }

    @Test
    void moreValuesThanUsualAreRead() {
        String many = "1,".repeat(299) + "1";

        assertThat(decode("{\"features\":[" + many + "]}").values()).hasSize(300).containsOnly(1);
    }

    @Test
    void anIdOfOursIsTheSameForTheSameDeliveryAndDiffersForAnother() {
        String text = "{\"features\":[1]}";

        assertThat(codec.decode(envelope(text, 7, false)).id()).isEqualTo(codec.decode(envelope(text, 7, true)).id())
                .isNotEqualTo(codec.decode(envelope(text, 8, false)).id())
                .isNotEqualTo(codec.decode(envelope("{\"features\":[2]}", 7, false)).id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "not json                                        | not-json",
        "{'features':[1]} x                              | not-json",
        "{'features':[1]                                 | not-json",
        "[1,2]                                           | wrong-type",
        "7                                               | wrong-type",
        "{}                                              | wrong-type",
        "{'values':[1]}                                  | wrong-type",
        "{'features':{'a':1}}                            | wrong-type",
        "{'values':{'a':{'b':1}}}                        | wrong-type",
        "{'values':{'a':1},'features':[1]}               | wrong-type",
        "{'id':7,'features':[1]}                         | wrong-type",
        "{'id':'','features':[1]}                        | wrong-type",
        "{'ts':'yesterday','features':[1]}               | wrong-type",
        "{'ts':1.5,'features':[1]}                       | wrong-type",
        "{'ts':99999999999999999999,'features':[1]}      | wrong-type",
        "{'features':[NaN]}                              | not-finite",
        "{'values':{'a':Infinity}}                       | not-finite",
        "{'values':{'a':1e999}}                          | not-finite",
        "{'other':[NaN],'features':[1]}                  | not-finite",
        "{'ts':1700000000000,'features':[1]}             | clock-off",
        "{'ts':1850000000000,'features':[1]}             | clock-off",
    })
    void whatIsWrongIsNamedByItsCode(String text, String code) {
        BadInput problem = catchThrowableOfType(BadInput.class, () -> decode(text.replace('\'', '"')));

        assertThat(problem.code().code()).isEqualTo(code);
        assertThat(problem).hasMessageMatching("(?s).{15,}");
    }

    @Test
    void theIdIsReadEvenWhenItFollowsWhatIsWrong() {
        BadInput problem = catchThrowableOfType(BadInput.class, () -> decode("{\"values\":{\"a\":[]},\"id\":\"late\"}"));

        assertThat(problem.id()).isEqualTo("late");
    }

    @Test
    void emptyAndTooLargeAndOtherEncodingsAreRefused() {
        assertThat(codeOf("")).isEqualTo(ErrorCode.EMPTY);
        assertThat(codeOf(" ".repeat(4097))).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(codeOf(" ")).isEqualTo(ErrorCode.NOT_JSON);
        assertThat(catchThrowableOfType(BadInput.class,
                () -> codec.decode(envelope("{\"features\":[1]}".getBytes(StandardCharsets.UTF_16LE)))).code())
                .isEqualTo(ErrorCode.NOT_JSON);
    }

    private ErrorCode codeOf(String text) {
        return catchThrowableOfType(BadInput.class, () -> decode(text)).code();
    }

    private Telemetry decode(String text) {
        return codec.decode(envelope(text, 1, false));
    }

    private static Envelope envelope(byte[] payload) {
        return new Envelope("pump-1", "devices/pump-1/telemetry", payload, 1, false, 0, null, null, Envelope.NEVER);
    }

    private static Envelope envelope(String text, int packet, boolean again) {
        return new Envelope("pump-1", "devices/pump-1/telemetry", text.getBytes(StandardCharsets.UTF_8), packet, again, 0, null,
                null, Envelope.NEVER);
    }
}
