package io.bactrian.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import com.google.protobuf.CodedOutputStream;

/**
 * Messages of OTLP 1 as bytes: {@code metrics/v1/metrics.proto}, {@code common/v1/common.proto} and
 * {@code collector/metrics/v1/metrics_service.proto} of opentelemetry-proto, whose fields the numbers are. Times are in milliseconds.
 */
final class OtlpMessages {
    private static final int BUFFER = 256;
    private static final long NANOS = 1_000_000;
    private static final int CUMULATIVE = 2;
    private static final String SCOPE = "io.bactrian";

    private OtlpMessages() {
    }

    /** What a metric's points are; the number is the field of {@code Metric}. */
    enum Kind {
        GAUGE(5), SUM(7), SUMMARY(11);

        private final int field;

        Kind(int field) {
            this.field = field;
        }
    }

    /** Writes the fields of one message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** {@code ExportMetricsServiceRequest}: what one resource says. */
    static byte[] request(Map<String, String> resource, List<byte[]> metrics) {
        byte[] scope = message(out -> {
            out.writeByteArray(1, message(name -> name.writeString(1, SCOPE)));
            for (byte[] metric : metrics) {
                out.writeByteArray(2, metric);
            }
        });
        byte[] whole = message(out -> {
            out.writeByteArray(1, message(attributes -> attributes(attributes, 1, resource)));
            out.writeByteArray(2, scope);
        });
        return message(out -> out.writeByteArray(1, whole));
    }

    /** {@code Metric}; sums are cumulative and never fall. */
    static byte[] metric(String name, String description, Kind kind, List<byte[]> points) {
        byte[] data = message(out -> {
            for (byte[] point : points) {
                out.writeByteArray(1, point);
            }
            if (kind == Kind.SUM) {
                out.writeEnum(2, CUMULATIVE);
                out.writeBool(3, true);
            }
        });
        return message(out -> {
            out.writeString(1, name);
            if (description != null) {
                out.writeString(2, description);
            }
            out.writeByteArray(kind.field, data);
        });
    }

    /** {@code NumberDataPoint}. */
    static byte[] number(long start, long time, Map<String, String> attributes, double value) {
        return message(out -> {
            out.writeFixed64(2, start * NANOS);
            out.writeFixed64(3, time * NANOS);
            out.writeDouble(4, value);
            attributes(out, 7, attributes);
        });
    }

    /** {@code SummaryDataPoint}; quantiles from 0 to 1, with their values. */
    static byte[] summary(long start, long time, Map<String, String> attributes, long count, double sum,
            Map<Double, Double> quantiles) {
        return message(out -> {
            out.writeFixed64(2, start * NANOS);
            out.writeFixed64(3, time * NANOS);
            out.writeFixed64(4, count);
            out.writeDouble(5, sum);
            for (Map.Entry<Double, Double> quantile : quantiles.entrySet()) {
                out.writeByteArray(6, message(value -> {
                    value.writeDouble(1, quantile.getKey());
                    value.writeDouble(2, quantile.getValue());
                }));
            }
            attributes(out, 7, attributes);
        });
    }

    /** {@code KeyValue}s whose values are texts. */
    private static void attributes(CodedOutputStream out, int field, Map<String, String> attributes) throws IOException {
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            out.writeByteArray(field, message(pair -> {
                pair.writeString(1, attribute.getKey());
                pair.writeByteArray(2, message(value -> value.writeString(1, attribute.getValue())));
            }));
        }
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
