package io.bactrian.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

import io.bactrian.telemetry.SparkplugBirths.Birth;

/** Payloads of all formats, and codecs for them. */
final class Payloads {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final int FLOAT = 9;
    static final int DOUBLE = 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private Payloads() {
    }

    static TelemetryCodec codec(PayloadSettings settings) {
        return new TelemetryCodec(1 << 16, Duration.ofDays(30), Clock.fixed(NOW, ZoneOffset.UTC), device -> settings);
    }

    static PayloadSettings format(PayloadFormat format) {
        return new PayloadSettings(format, null, null, null);
    }

    static Envelope envelope(byte[] payload, String contentType) {
        return envelope("devices/d/telemetry", payload, contentType);
    }

    static Envelope envelope(String topic, byte[] payload, String contentType) {
        return new Envelope("d", topic, payload, payload.length, 1, false, 0, null, null, Envelope.NEVER, contentType, null);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same in CBOR. */
    static byte[] cbor(String json) {
        try {
            return CBOR.writeValueAsBytes(JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] cbor(Written written) {
        try (var out = new ByteArrayOutputStream()) {
            try (JsonGenerator generator = new CBORFactory().createGenerator(out)) {
                written.to(generator);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Written {
        void to(JsonGenerator generator) throws IOException;
    }

    static byte[] sparkplug(Metric.Builder... metrics) {
        Payload.Builder payload = Payload.newBuilder().setTimestamp(NOW.toEpochMilli()).setSeq(1);
        for (Metric.Builder metric : metrics) {
            payload.addMetrics(metric);
        }
        return payload.build().toByteArray();
    }

    static Metric.Builder metric(String name) {
        return Metric.newBuilder().setName(name);
    }

    static SparkplugBirths births(int most) {
        return new SparkplugBirths(most);
    }

    static Birth birth(int bytes) {
        return new Birth(Map.of(1L, "a"), Map.of(), bytes);
    }
}
