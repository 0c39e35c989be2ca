package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random rows come out as they went in; whatever else comes is understood or refused, and harms nothing. */
class PayloadFormatsFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final int ROWS = 500;
    private static final String TOPIC = "spBv1.0/g/DBIRTH/n/d";
    private static final Map<PayloadFormat, byte[]> GOOD = Map.of(
            PayloadFormat.CBOR,
            Payloads.cbor("{\"id\":\"r\",\"ts\":1795176000000,\"values\":{\"a\":1.5,\"b\":\"ä😀\",\"c\":true}}"),
            PayloadFormat.FLAT_CBOR, Payloads.cbor("{\"a\":1,\"x\":{\"y\":[1,null]},\"b\":-7e3}"),
            PayloadFormat.FLAT_JSON, Payloads.utf8("{\"p\":{\"a\":1,\"b\":[{}]},\"q\":[1,{\"p\":2}]}"),
            PayloadFormat.SENML,
            Payloads.utf8("[{\"bn\":\"urn:\",\"bt\":-1,\"bv\":2,\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"vs\":\"x\"},"
                    + "{\"n\":\"c\",\"vb\":false,\"s\":1}]"),
            PayloadFormat.KUBEEDGE,
            Payloads.utf8("{\"event_id\":\"e\",\"timestamp\":0,\"data\":{\"a\":{\"value\":\"1\",\"metadata\":"
                    + "{\"type\":\"int\"}},\"b\":{\"value\":\"x\"}}}"),
            PayloadFormat.KUBEEDGE_TEXT, Payloads.utf8("time is 2026-11-20 12:00:00  a/b: 1.5e3"),
            PayloadFormat.TENSOR, new byte[]{0, 0, -64, 63, 0, 0, 0, 64},
            PayloadFormat.SPARKPLUG, Payloads.sparkplug(Payloads.metric("a").setAlias(1).setDatatype(9).setFloatValue(1),
                    Payloads.metric("b").setDatatype(3).setIntValue(-4), Payloads.metric("c").setStringValue("é")));
    private static final List<byte[]> PIECES = List.of(Payloads.utf8("{"), Payloads.utf8("]"), Payloads.utf8("\""),
            Payloads.utf8("1e999"),
            Payloads.utf8("NaN"), Payloads.utf8("[".repeat(90)), new byte[]{(byte) 0xbf}, new byte[]{(byte) 0x9f},
            new byte[]{(byte) 0xff},
            new byte[]{(byte) 0xf9, 0x7e, 0}, new byte[]{0x7b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
            new byte[]{(byte) 0xc2, 0x5b, 0, 0, 0, 0, 0, 0, 0, 1, 1},
            new byte[]{0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}, new byte[16]);

    @ParameterizedTest
    @EnumSource(names = {"ROW", "JSON", "PICTURE"}, mode = EnumSource.Mode.EXCLUDE)
    void everyMessageIsUnderstoodOrRefused(PayloadFormat format) {
        Random random = new Random(format.ordinal());
        TelemetryCodec codec = codec(format);
        int bad = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] payload = GOOD.get(format);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                payload = mutated(payload, random);
            }
            try {
                check(codec.decode(envelope(format, payload)));
            } catch (BadInput e) {
                assertThat(e.getMessage().length()).isBetween(10, 2001);
                bad++;
            } catch (RuntimeException | Error e) {
                fail(format + ", round " + i + ": " + HexFormat.of().formatHex(payload), e);
            }
        }
        assertThat(bad).as("refused").isBetween(ROUNDS / 50, ROUNDS * 9 / 10);
    }

    private static void check(Telemetry telemetry) {
        if (telemetry == null) {
            return;
        }
        for (int i = 0; i < telemetry.values().length; i++) {
            boolean isText = telemetry.texts() != null && telemetry.texts()[i] != null;
            assertThat(Double.isInfinite(telemetry.values()[i])).isFalse();
            assertThat(isText && !Double.isNaN(telemetry.values()[i])).isFalse();
        }
    }

    @Test
    void randomRowsComeOutOfEachFormatAsTheyWentIn() {
        Random random = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            int width = 1 + random.nextInt(40);
            float[] row = new float[width];
            StringBuilder values = new StringBuilder();
            StringBuilder senml = new StringBuilder();
            StringBuilder kubeEdge = new StringBuilder();
            ByteBuffer tensor = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
            Metric.Builder[] metrics = new Metric.Builder[width];
            for (int c = 0; c < width; c++) {
                row[c] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
                String comma = c == 0 ? "" : ",";
                values.append(comma).append("\"c" + c + "\":" + row[c]);
                senml.append(comma).append("{\"n\":\"c" + c + "\",\"v\":" + row[c] + "}");
                kubeEdge.append(comma).append("\"c" + c + "\":{\"value\":\"" + row[c] + "\"}");
                tensor.putFloat(row[c]);
                metrics[c] = Payloads.metric("c" + c).setFloatValue(row[c]);
            }
            String object = "{\"values\":{" + values + "}}";
            same(row, PayloadFormat.JSON, Payloads.utf8(object));
            same(row, PayloadFormat.CBOR, Payloads.cbor(object));
            same(row, PayloadFormat.FLAT_CBOR, Payloads.cbor("{" + values + "}"));
            same(row, PayloadFormat.FLAT_JSON, Payloads.utf8("{\"p\":{" + values + "}}"));
            same(row, PayloadFormat.SENML, Payloads.utf8("[" + senml + "]"));
            same(row, PayloadFormat.KUBEEDGE, Payloads.utf8("{\"data\":{" + kubeEdge + "}}"));
            same(row, PayloadFormat.TENSOR, tensor.array());
            same(row, PayloadFormat.SPARKPLUG, Payloads.sparkplug(metrics));
        }
    }

    private static void same(float[] row, PayloadFormat format, byte[] payload) {
        double[] values = codec(format).decode(envelope(format, payload)).values();
        assertThat(values).as(format.text()).hasSize(row.length);
        for (int i = 0; i < row.length; i++) {
            assertThat((float) values[i]).as(format.text()).isEqualTo(row[i]);
        }
    }

    private static TelemetryCodec codec(PayloadFormat format) {
        return Payloads.codec(
                new PayloadSettings(format, format == PayloadFormat.FLAT_JSON ? List.of("p") : null, Map.of("a", "A"), null));
    }

    private static Envelope envelope(PayloadFormat format, byte[] payload) {
        return Payloads.envelope(format == PayloadFormat.SPARKPLUG ? TOPIC : "devices/d/telemetry", payload, null);
    }

    private static byte[] mutated(byte[] from, Random random) {
        int at = random.nextInt(from.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(from, at);
            case 1 -> spliced(from, at, PIECES.get(random.nextInt(PIECES.size())), at);
            case 2 -> spliced(from, at, new byte[0], Math.min(from.length, at + 1 + random.nextInt(4)));
            default -> {
                byte[] copy = from.clone();
                if (at < copy.length) {
                    copy[at] = (byte) random.nextInt(256);
                }
                yield copy;
            }
        };
    }

    /** What is before {@code at}, the piece, and what is behind {@code behind}. */
    private static byte[] spliced(byte[] from, int at, byte[] piece, int behind) {
        byte[] whole = Arrays.copyOf(from, at + piece.length + from.length - behind);
        System.arraycopy(piece, 0, whole, at, piece.length);
        System.arraycopy(from, behind, whole, at + piece.length, from.length - behind);
        return whole;
    }
}
