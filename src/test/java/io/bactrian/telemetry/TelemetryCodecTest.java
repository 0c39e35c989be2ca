package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "{'id':'x','id':'y','features':[1]}              | wrong-type",
        "{'id':'x','\\u0069d':'x','features':[1]}       | wrong-type",
        "{'ts':1795431600123,'ts':1,'features':[1]}      | wrong-type",
        "{'values':{'a':1},'values':{'a':1}}             | wrong-type",
        "{'x':1,'y':{'x':1},'x':2,'features':[1]}        | wrong-type",
        "{'id':'a\\u0000','features':[1]}               | wrong-type",
        "{'id':'a\\nb','features':[1]}                  | wrong-type",
        "{'id':{'a':[1]},'features':[1]}                 | wrong-type",
        "{'ts':1795431600.5,'features':[1]}              | wrong-type",
        "{'ts':'+999999999-12-31T23:59:59Z','features':[1]} | wrong-type",
        "{'features':[01]}                               | not-json",
        "{'features':[1,]}                               | not-json",
        "{'features':[1]}/**/                            | not-json",
        "{'features':[0x10]}                             | not-json",
        "{'ts':9223372036854775807,'features':[1]}       | clock-off",
        "{'ts':-9223372036854775808,'features':[1]}      | clock-off",
        "{'ts':-9223370241415175808,'features':[1]}      | clock-off",
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

    @ParameterizedTest
    @ValueSource(strings = {"c080", "e08080", "f0808080", "eda0bd", "edb080", "eda0bdedb880", "ff", "80", "c3", "f4908080"})
    void whatIsNoUtf8IsRefusedWhereverItStandsNamingTheByte(String hex) {
        for (String text : List.of("{'meta':'@','features':[1]}", "{'meta':{'a':['@']},'features':[1]}",
                "{'@':1,'features':[1]}",
                "{'id':'@','features':[1]}", "{'values':{'@':1}}", "{'values':{'a':'@'}}", "{'features':[1]}@",
                "@{'features':[1]}")) {
            byte[] bytes = text.replace('\'', '"')
                    .replace("@", new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
            BadInput problem = catchThrowableOfType(BadInput.class, () -> codec.decode(envelope(bytes)));

            assertThat(problem.code()).as(text).isEqualTo(ErrorCode.NOT_JSON);
            if (!text.startsWith("@")) {
                assertThat(problem).hasMessage("not UTF-8 at byte " + text.indexOf('@') + ": " + hex.substring(0, 2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udfff", "\\ude00\\ud83d", "x\\uD83Dx"})
    void halfASurrogatePairIsRefusedAlsoAsAnEscape(String half) {
        for (String text : List.of("{'meta':'@','features':[1]}", "{'@':1,'features':[1]}", "{'id':'@','features':[1]}",
                "{'values':{'@':1}}", "{'values':{'a':'@'}}")) {
            BadInput problem = catchThrowableOfType(BadInput.class, () -> decode(text.replace('\'', '"').replace("@", half)));

            assertThat(problem.code()).as(text).isEqualTo(ErrorCode.NOT_JSON);
            assertThat(problem).hasMessageContaining("half of a surrogate pair at byte ");
        }
    }

    @Test
    void otherCharactersAreReadHoweverTheyAreWritten() {
        Telemetry telemetry = decode("{\"id\":\"\\ud83d\\ude00😀é\",\"values\":{\"ä\\u00df\":\"\\\\ud800\"}}");

        assertThat(telemetry.id()).isEqualTo("😀😀é");
        assertThat(telemetry.channels()).containsExactly("äß");
        assertThat(telemetry.texts()).containsExactly("\\ud800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsAreRefused(String charset) {
        byte[] bytes = "{\"features\":[1]}".getBytes(Charset.forName(charset));

        assertThat(catchThrowableOfType(BadInput.class, () -> codec.decode(envelope(bytes))).code())
                .isEqualTo(ErrorCode.NOT_JSON);
    }

    @Test
    void aByteOrderMarkIsRefused() {
        assertThat(codeOf("\ufeff{\"features\":[1]}")).isEqualTo(ErrorCode.NOT_JSON);
        assertThat(codeOf("{\"features\":[1]}\ufeff")).isEqualTo(ErrorCode.NOT_JSON);
    }

    @Test
    void depthIsBoundedAlsoInWhatIsPassedOver() {
        TelemetryCodec large = new TelemetryCodec(1 << 20, Duration.ofDays(30), Clock.systemUTC());
        for (String text : List.of("@", "{\"x\":@,\"features\":[1]}", "{\"values\":{\"a\":@}}", "{\"features\":@}",
                "{\"id\":@}",
                "{\"ts\":@}")) {
            for (String deep : List.of("[".repeat(100_000), "[".repeat(100_000) + "]".repeat(100_000),
                    "{\"a\":".repeat(50_000))) {
                BadInput problem = catchThrowableOfType(BadInput.class,
                        () -> large.decode(envelope(text.replace("@", deep).getBytes(StandardCharsets.UTF_8))));
                assertThat(problem.code()).as(text).isEqualTo(ErrorCode.NOT_JSON);
                assertThat(problem).hasMessageContaining("more than 64 levels");
            }
        }
        assertThat(decode("{\"x\":" + "[".repeat(63) + "]".repeat(63) + ",\"features\":[7]}").values()).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'features':[@]}", "{'values':{'a':@}}", "{'ts':@,'features':[1]}", "{'ts':'@','features':[1]}"})
    void veryLongNumbersEndInAnAnswer(String text) {
        TelemetryCodec large = new TelemetryCodec(1 << 20, Duration.ofDays(30), Clock.systemUTC());
        for (String number : List.of("9".repeat(200_000), "0." + "1".repeat(200_000), "1e" + "9".repeat(200_000), "1e999999",
                "-1e999999999999")) {
            byte[] bytes = text.replace('\'', '"').replace("@", number).getBytes(StandardCharsets.UTF_8);

            assertThat(catchThrowableOfType(BadInput.class, () -> large.decode(envelope(bytes)))).as(text).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1795431600,seconds,1795431600000", "1795431600123000,microseconds,1795431600123",
        "1795431600123456789,nanoseconds,1795431600123"})
    void anotherUnitOfTimeIsToldAsSuch(String ts, String unit, String millis) {
        assertThat(catchThrowableOfType(BadInput.class, () -> decode("{\"ts\":" + ts + ",\"features\":[1]}")))
                .hasMessageContaining("looks like " + unit).hasMessageContaining("give milliseconds, " + millis)
                .hasMessageNotContaining("clock").extracting(BadInput::code).isEqualTo(ErrorCode.CLOCK_OFF);
        assertThat(catchThrowableOfType(BadInput.class, () -> decode("{\"ts\":1700000000000,\"features\":[1]}")))
                .hasMessageContaining("set the device's clock");
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
    void nullIsAValueThatIsNotThere() {
        Telemetry telemetry = decode("{\"values\":{\"a\":1,\"b\":null,\"c\":\"x\"}}");

        assertThat(telemetry.values()).containsExactly(1, Double.NaN, Double.NaN);
        assertThat(telemetry.texts()).containsExactly(null, null, "x");
        assertThat(decode("{\"features\":[null,2]}").values()).containsExactly(Double.NaN, 2);
    }

    @Test
    void flatJsonHasAChannelAField() {
        Telemetry telemetry = codec.flat().decode(envelope("{\"id\":\"a\",\"ts\":" + NOW.toEpochMilli()
                + ",\"flow\":1.5,\"ok\":true,\"mode\":\"auto\",\"values\":{\"x\":1},\"list\":[1],\"none\":null,\"long\":\""
                + "x".repeat(1025) + "\"}", 1, false));

        assertThat(telemetry.id()).isEqualTo("a");
        assertThat(telemetry.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(telemetry.channels()).containsExactly("flow", "ok", "mode", "none");
        assertThat(telemetry.values()).containsExactly(1.5, 1, Double.NaN, Double.NaN);
        assertThat(telemetry.texts()).containsExactly(null, null, "auto", null);
        assertThat(telemetry.flat()).isTrue();
        assertThat(decode("{\"features\":[1]}").flat()).isFalse();
    }

    @Test
    void whatIsQuotedOfABadMessageCanBeWrittenAsUtf8() {
        for (String text : List.of("{\ud836\udc00", "{\"values\":{\"" + "a".repeat(63) + "😀".repeat(9) + "\":[]}}", "\u2028",
                "{\"a\u0000\":1}")) {
            String message = catchThrowableOfType(BadInput.class, () -> decode(text)).getMessage();

            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(message)).as(message).isTrue();
            assertThat(message.chars()).noneMatch(Character::isISOControl);
        }
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
