package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.codec.AnswerCodec;
import io.bactrian.codec.Result;
import io.bactrian.codec.SampleCodec;
import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceFile;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.enrich.Enriched;
import io.bactrian.enrich.Enricher;
import io.bactrian.model.Datatype;
import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;
import io.bactrian.text.Utf8;

/** Whatever a device sends, its message is understood or refused, and all that is said of it is JSON in UTF-8. */
class PayloadFuzzTest {
    private static final int ROUNDS = 40_000;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final String[] DEVICES = {"plain", "windowed", "texts", "position", "many"};
    private static final List<byte[]> GOOD = Stream.of(
            "{\"id\":\"r-1\",\"ts\":1795176000000,\"values\":{\"a\":1.5,\"b\":-2e3}}", "{\"features\":[1,2]}",
            "{\"ts\":\"2026-11-20T12:00:00Z\",\"values\":{\"mode\":\"ä😀\\u00e9\",\"a\":1}}",
            "{\"a\":1,\"b\":null,\"mode\":\"x\",\"rssi\":-7}",
            "{\"meta\":{\"a\":[1,{\"b\":null}],\"c\":\"\\ud83d\\ude00\"},\"values\":{\"a\":0,\"b\":12345678901234567890}}",
            "{\"values\":{" + String.join(",", IntStream.range(0, 40).mapToObj(n -> "\"c" + n + "\":" + n).toList()) + "}}")
            .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    private static final List<byte[]> PIECES = Stream
            .of("{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "NaN", "-Infinity", "1e999999",
                    "-", "0", "1E+", "9".repeat(1200), "\\ud800", "\\udc00", "\\u0000", "\\u", "\"id\":", "\"ts\":",
                    "\"values\":", "\"features\":",
                    "[".repeat(80), "{\"a\":".repeat(80), "\"id\":\"" + "x".repeat(300) + "\",", "\"a\":", "\"\":1,", " ", "\n",
                    "/*", "//", "'", "\t",
                    "9223372036854775808", "1e-400", "\"mode\":\"" + "y".repeat(1100) + "\",", "é", "😀", "\u2028", "\ufeff",
                    "\0")
            .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    private static final byte[][] NO_UTF8 = {{(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0xbd}, {(byte) 0xff},
        {(byte) 0xf4}};

    private final TelemetryCodec codec = new TelemetryCodec(1 << 16, Duration.ofDays(30), CLOCK);
    private final TelemetryCodec flat = codec.flat();
    private final FixedModels models = new FixedModels();
    private final Enricher enricher = enricher();
    private final ObjectMapper json = new ObjectMapper();
    private int good;
    private int bad;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyMessageIsUnderstoodOrRefusedAndAllThatIsSaidOfItIsJson(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = GOOD.get(random.nextInt(GOOD.size()));
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                payload = mutated(payload, random);
            }
            try {
                send(payload, DEVICES[random.nextInt(DEVICES.length)], random.nextBoolean() ? codec : flat);
            } catch (RuntimeException | StackOverflowError e) {
                fail("round " + i + " of seed " + seed + ": " + HexFormat.of().formatHex(payload), e);
            }
        }
        assertThat(good).as("messages that were understood").isGreaterThan(ROUNDS / 100);
        assertThat(bad).as("messages that were refused").isGreaterThan(ROUNDS / 2);
    }

    private void send(byte[] payload, String device, TelemetryCodec reader) throws IOException {
        Envelope envelope = new Envelope(device, "devices/" + device + "/telemetry", payload, 1, false, 0, null, null,
                Envelope.NEVER);
        try {
            Telemetry telemetry = reader.decode(envelope);
            Enriched question = enricher.enrich(telemetry);
            assertThat(Utf8.jsonFault(payload)).isEqualTo(-1);
            Result result = question.warming() ? new Result.Warming(question.model(), question.have()) : answer(question);
            isJson(AnswerCodec.answer(question, result));
            isJson(SampleCodec.encode(question, result));
            good++;
        } catch (BadInput e) {
            assertThat(e.getMessage().length()).isBetween(10, 2001);
            isJson(AnswerCodec.error(e.id() == null ? "derived" : e.id(), device, e));
            bad++;
        }
    }

    private void isJson(byte[] bytes) throws IOException {
        assertThat(Utf8.jsonFault(bytes)).isEqualTo(-1);
        assertThat(json.readTree(bytes).isObject()).isTrue();
    }

    private static Result answer(Enriched question) {
        return new Result.Answered(new ModelOutput(question, question.model(),
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{1}))));
    }

    private static byte[] mutated(byte[] from, Random random) {
        int at = random.nextInt(from.length + 1);
        return switch (random.nextInt(6)) {
            case 0 -> flipped(from, random);
            case 1 -> Arrays.copyOf(from, at);
            case 2 -> spliced(from, at, PIECES.get(random.nextInt(PIECES.size())), at);
            case 3 -> spliced(from, at, NO_UTF8[random.nextInt(NO_UTF8.length)], at);
            case 4 -> spliced(from, at, new byte[0], Math.min(from.length, at + 1 + random.nextInt(8)));
            default ->
                spliced(from, at, PIECES.get(random.nextInt(PIECES.size())), Math.min(from.length, at + random.nextInt(8)));
        };
    }

    private static byte[] flipped(byte[] from, Random random) {
        byte[] copy = from.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    /** What is before {@code at}, the piece, and what is behind {@code behind}. */
    private static byte[] spliced(byte[] from, int at, byte[] piece, int behind) {
        byte[] whole = Arrays.copyOf(from, at + piece.length + from.length - behind);
        System.arraycopy(piece, 0, whole, at, piece.length);
        System.arraycopy(from, behind, whole, at + piece.length, from.length - behind);
        return whole;
    }

    private Enricher enricher() {
        Manifest.Feature a = new Manifest.Feature("a", null, null);
        Manifest.Feature b = new Manifest.Feature("b", null, 7.0);
        models.serve(Manifests.of("plain", "1", 1, a, b));
        models.serve(Manifests.of("windowed", "1", 3, a, b));
        models.serve(Manifests.with(Manifests.of("texts", "1", 1, "a"), Manifests.input("n", 1, "a"),
                Manifests.input("t", Datatype.BYTES, "mode")));
        models.serve(Manifests.with(Manifests.of("position", "1", 1, "a"),
                new Manifest.Input("x", Datatype.FP64, new long[]{2}, true, 1, List.of())));
        models.serve(Manifests.of("many", "1", 1,
                IntStream.range(0, 40).mapToObj(n -> new Manifest.Feature("c" + n, null, 0.0))
                        .toArray(Manifest.Feature[]::new)));
        Map<String, DeviceProfile> profiles = new HashMap<>();
        for (String device : DEVICES) {
            profiles.put(device, new DeviceProfile(device, Map.of("site", "ä"), Map.of("a", new Calibration(1e30, 1.0))));
        }
        return new Enricher(new DeviceFile(new DeviceDirectory(profiles, null)), models, 10);
    }
}
