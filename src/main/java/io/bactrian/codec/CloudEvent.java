package io.bactrian.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.bactrian.trace.TraceContext;

/**
 * The headers of a record: CloudEvents 1.0, Kafka protocol binding, binary mode (section 3.2). The record's value is the event's
 * data.
 */
public final class CloudEvent {
    private static final String SAMPLE = "io.bactrian.sample.v1";
    private static final Map<String, String> EVERY = Map.of("ce_reason", "every", "ce_probability", "1");
    private static final String PICTURE = "io.bactrian.picture.v1";
    private static final String DRIFT = "io.bactrian.drift.v1";
    private static final String STATISTICS = "io.bactrian.statistics.v1";
    private static final String ROLLOUT = "io.bactrian.rollout.v1";
    private static final String REQUEST_SAMPLE = "io.bactrian.request-sample.v1";
    private static final String DEAD_LETTER = "io.bactrian.dead-letter.v1";

    private CloudEvent() {
    }

    /** Headers of a sample. */
    public static Map<String, String> sample(String id, String device, long millis) {
        return headers(SAMPLE, id, device, millis, "application/json");
    }

    /** Headers of a picture's sample; the value is the picture. */
    static Map<String, String> picture(String id, String device, long millis, String contentType) {
        return headers(PICTURE, id, device, millis, contentType);
    }

    /** Headers of a drift event. */
    public static Map<String, String> drift(String id, String model, long millis) {
        Map<String, String> headers = headers(DRIFT, id, model, millis, "application/json");
        headers.put("ce_source", "/models/" + encoded(model));
        return headers;
    }

    /** Headers of a node's statistics. */
    public static Map<String, String> statistics(String id, String node, long millis) {
        Map<String, String> headers = headers(STATISTICS, id, "", millis, "application/json");
        headers.put("ce_source", "/nodes/" + encoded(node));
        return headers;
    }

    /** Headers of what a node says of a version. */
    public static Map<String, String> rollout(String id, String node, long millis) {
        Map<String, String> headers = headers(ROLLOUT, id, "", millis, "application/json");
        headers.put("ce_source", "/nodes/" + encoded(node));
        return headers;
    }

    /**
     * Further headers of a sample: why it was kept, and with which probability.
     *
     * @param probability NaN where it is not known
     */
    public static Map<String, String> selection(String reason, double probability) {
        if (probability == 1 && reason.equals(EVERY.get("ce_reason"))) {
            return EVERY;
        }
        return Double.isNaN(probability)
                ? Map.of("ce_reason", reason)
                : Map.of("ce_reason", reason, "ce_probability", probability == 1 ? "1" : Double.toString(probability));
    }

    /**
     * Further headers of what came with a trace context: those that tracing of Kafka reads, and those of CloudEvents' extension for
     * distributed tracing.
     *
     * @param trace null for none
     */
    public static Map<String, String> trace(TraceContext trace) {
        if (trace == null) {
            return Map.of();
        }
        return trace.state() == null
                ? Map.of(TraceContext.PARENT, trace.parent(), "ce_traceparent", trace.parent())
                : Map.of(TraceContext.PARENT, trace.parent(), "ce_traceparent", trace.parent(),
                        TraceContext.STATE, trace.state(), "ce_tracestate", trace.state());
    }

    /** Headers of the sample of a request that comes from no device. */
    public static Map<String, String> requestSample(String id, String model, long millis) {
        Map<String, String> headers = headers(REQUEST_SAMPLE, id, "", millis, "application/json");
        headers.put("ce_source", "/v2/models/" + encoded(model));
        return headers;
    }

    /** Headers of a message that could not be answered; the value is what the device sent. */
    public static Map<String, String> deadLetter(String id, String device, long millis, String code, String message) {
        Map<String, String> headers = headers(DEAD_LETTER, id, device, millis, "application/octet-stream");
        headers.put("ce_errorcode", code);
        headers.put("ce_errormessage", message);
        return headers;
    }

    /** What makes a record that was refused a dead letter: a sample gets the type and the code of one, a dead letter keeps its own. */
    public static Map<String, String> undeliverable(String type, String reason) {
        return DEAD_LETTER.equals(type)
                ? Map.of("ce_refusal", reason)
                : Map.of("ce_refusal", reason, "ce_type", DEAD_LETTER, "ce_errorcode", "undeliverable", "ce_errormessage",
                        reason,
                        "content-type", "application/octet-stream");
    }

    private static Map<String, String> headers(String type, String id, String device, long millis, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>(16);
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id);
        headers.put("ce_source", "/devices/" + encoded(device));
        headers.put("ce_type", type);
        headers.put("ce_time", Instant.ofEpochMilli(millis).toString());
        headers.put("content-type", contentType);
        return headers;
    }

    /** A path segment of a URI (RFC 3986): what is not unreserved is percent-encoded. */
    private static String encoded(String segment) {
        if (segment.chars().allMatch(CloudEvent::unreserved)) {
            return segment;
        }
        StringBuilder text = new StringBuilder();
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            if (unreserved(b)) {
                text.append((char) b);
            } else {
                text.append('%').append(String.format("%02X", b));
            }
        }
        return text.toString();
    }

    private static boolean unreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
                || c == '~';
    }
}
