package io.bactrian.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is said of a service: as JSON, in which a number that is not known is left out, and from that as text. */
final class StatusReport {
    private static final long MILLIS = 1000;

    private StatusReport() {
    }

    /**
     * @param readiness what the readiness check says
     * @param seconds   between the two pages of metrics; NaN where there is only one
     */
    static ObjectNode of(JsonNode readiness, MetricsPage before, MetricsPage after, double seconds) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("ready", readiness.path("status").asText().equals("UP"));
        Map<String, String> build = after.labelsOf("bactrian_info");
        status.put("version", build.get("version")).put("role", build.get("role"));
        double since = after.sum("process_start_time_seconds");
        if (Double.isFinite(since)) {
            status.put("since", Instant.ofEpochMilli((long) (since * MILLIS)).toString());
        }
        rate(status, "messagesPerSecond", "bactrian_telemetry_received_total", before, after, seconds);
        rate(status, "refusedPerSecond", "bactrian_telemetry_refused_total", before, after, seconds);
        if (after.sum("bactrian_reply_seconds_count") > 0) {
            finite(status, "p50Seconds", after.value("bactrian_reply_seconds", "quantile", "0.5"));
            finite(status, "p99Seconds", after.value("bactrian_reply_seconds", "quantile", "0.99"));
        }
        metricsPush(status, after);
        ObjectNode checks = status.putObject("checks");
        for (JsonNode check : readiness.path("checks")) {
            ObjectNode one = checks.putObject(check.path("name").asText());
            one.put("up", check.path("status").asText().equals("UP"));
            one.set("data", check.path("data").isObject() ? check.path("data") : one.objectNode());
        }
        return status;
    }

    /** Only where metrics are pushed. */
    private static void metricsPush(ObjectNode status, MetricsPage page) {
        double waiting = page.sum("bactrian_metrics_push_waiting");
        if (Double.isFinite(waiting)) {
            ObjectNode push = status.putObject("metricsPush");
            double connected = page.sum("bactrian_metrics_push_connected");
            if (Double.isFinite(connected)) {
                push.put("connected", connected > 0);
            }
            push.put("waiting", (long) waiting);
            finite(push, "oldestSeconds", page.sum("bactrian_metrics_push_oldest_seconds"));
        }
    }

    private static void rate(ObjectNode status, String key, String metric, MetricsPage before, MetricsPage after,
            double seconds) {
        double earlier = before.sum(metric);
        finite(status, key, (after.sum(metric) - (Double.isNaN(earlier) ? 0 : earlier)) / seconds);
    }

    private static void finite(ObjectNode status, String key, double value) {
        if (Double.isFinite(value)) {
            status.put(key, value);
        }
    }

    static void print(JsonNode status, Instant now, PrintWriter out) {
        out.println("bactrian " + status.path("version").asText("?") + ", " + status.path("role").asText("?") + ", "
                + (status.path("ready").asBoolean() ? "ready" : "NOT READY") + since(status, now));
        if (status.has("messagesPerSecond")) {
            out.println(Units.rate(number(status, "messagesPerSecond")) + " messages/s"
                    + (status.has("refusedPerSecond")
                            ? ", " + Units.rate(number(status, "refusedPerSecond")) + " refused/s"
                            : ""));
        }
        if (status.has("p99Seconds")) {
            out.println("answers: median " + Units.millis(number(status, "p50Seconds")) + ", p99 "
                    + Units.millis(number(status, "p99Seconds")));
        }
        if (status.has("metricsPush")) {
            out.println("metrics push: " + metricsPush(status.path("metricsPush")));
        }
        out.println();
        checks(status.path("checks"), out);
    }

    private static String metricsPush(JsonNode push) {
        String state = !push.has("connected") ? "not tried yet" : push.path("connected").asBoolean() ? "connected" : "AWAY";
        return push.path("waiting").asLong() == 0
                ? state
                : state + ", " + push.path("waiting").asLong() + " waiting, the oldest for "
                        + Units.duration(number(push, "oldestSeconds"));
    }

    private static double number(JsonNode status, String key) {
        return status.path(key).asDouble(Double.NaN);
    }

    private static String since(JsonNode status, Instant now) {
        if (!status.has("since")) {
            return "";
        }
        Instant since = Instant.parse(status.path("since").asText());
        return ", up for " + Units.duration(Duration.between(since, now).toSeconds()) + " since " + since;
    }

    private static void checks(JsonNode checks, PrintWriter out) {
        TextTable table = new TextTable("CHECK", "STATE", "DATA", "");
        List<String> silent = new ArrayList<>();
        for (Map.Entry<String, JsonNode> check : checks.properties()) {
            JsonNode data = check.getValue().path("data");
            boolean up = check.getValue().path("up").asBoolean();
            if (up && data.isEmpty()) {
                silent.add(check.getKey());
            } else {
                check(check.getKey(), up ? "up" : "DOWN", data, table);
            }
        }
        table.print(out);
        if (!silent.isEmpty()) {
            out.println("up, with nothing to say: " + String.join(", ", silent));
        }
    }

    /** Name and state stand in the first line only. */
    private static void check(String name, String state, JsonNode data, TextTable table) {
        if (data.isEmpty()) {
            table.row(name, state, "", "");
        }
        boolean first = true;
        for (Map.Entry<String, JsonNode> one : data.properties()) {
            table.row(first ? name : " ", first ? state : " ", one.getKey(), one.getValue().asText());
            first = false;
        }
    }
}
