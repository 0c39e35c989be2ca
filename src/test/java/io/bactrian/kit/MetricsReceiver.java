package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;

/** A collector of metrics: OTLP over HTTP, read by OpenTelemetry's own classes. Any thread. */
public final class MetricsReceiver implements AutoCloseable {
    private static final String PATH = "/v1/metrics";
    private static final Answer TAKEN = new Answer(200, Map.of(), new byte[0]);

    private final HttpServer server;
    private final List<Export> asked = new CopyOnWriteArrayList<>();
    private final List<Export> taken = new CopyOnWriteArrayList<>();
    private volatile Function<Export, Answer> answers = export -> TAKEN;

    /** What it says. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer of(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }
    }

    /** A request, by whomever it was sent. */
    public record Export(ExportMetricsServiceRequest request, Headers headers) {
        public List<Metric> metrics() {
            return request.getResourceMetricsList().stream().flatMap(resource -> resource.getScopeMetricsList().stream())
                    .flatMap(scope -> scope.getMetricsList().stream()).toList();
        }

        public Metric metric(String name) {
            return metrics().stream().filter(metric -> metric.getName().equals(name)).findFirst().orElseThrow();
        }

        /** The attributes of its only resource. */
        public Map<String, String> resource() {
            return labels(request.getResourceMetrics(0).getResource().getAttributesList());
        }

        /** The values as Prometheus writes them: {@code name{a="b"}}; of a summary its quantiles, count and sum. */
        public Map<String, Double> values() {
            Map<String, Double> values = new TreeMap<>();
            for (Metric metric : metrics()) {
                for (NumberDataPoint point : metric.hasSum()
                        ? metric.getSum().getDataPointsList()
                        : metric.getGauge().getDataPointsList()) {
                    values.put(metric.getName() + text(labels(point.getAttributesList())), point.getAsDouble());
                }
                metric.getSummary().getDataPointsList().forEach(point -> summary(metric.getName(), point, values));
            }
            return values;
        }

        private static void summary(String name, SummaryDataPoint point, Map<String, Double> values) {
            Map<String, String> labels = labels(point.getAttributesList());
            values.put(name + "_count" + text(labels), (double) point.getCount());
            values.put(name + "_sum" + text(labels), point.getSum());
            point.getQuantileValuesList().forEach(quantile -> {
                Map<String, String> all = new TreeMap<>(labels);
                all.put("quantile", Double.toString(quantile.getQuantile()));
                values.put(name + text(all), quantile.getValue());
            });
        }

        private static Map<String, String> labels(List<KeyValue> attributes) {
            Map<String, String> labels = new TreeMap<>();
            attributes.forEach(each -> labels.put(each.getKey(), each.getValue().getStringValue()));
            return labels;
        }

        private static String text(Map<String, String> labels) {
            return labels.isEmpty()
                    ? ""
                    : labels.entrySet().stream().map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                            .collect(Collectors.joining(",", "{", "}"));
        }
    }

    public MetricsReceiver() {
        this(0);
    }

    /** @param port where it listens; 0 for any */
    public MetricsReceiver(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::take);
        server.start();
    }

    public String url() {
        return url(server.getAddress().getPort());
    }

    /** Where one at that port would be. */
    public static String url(int port) {
        return "http://127.0.0.1:" + port + PATH;
    }

    /** What it says from now on; those that it answers with 200 it has taken. */
    public void answer(Function<Export, Answer> answer) {
        answers = answer;
    }

    public void answer(Answer always) {
        answer(export -> always);
    }

    /** Answers each with 200. */
    public void answer() {
        answer(TAKEN);
    }

    /** All requests. */
    public List<Export> asked() {
        return asked;
    }

    public List<Export> taken() {
        return taken;
    }

    private void take(HttpExchange exchange) throws IOException {
        Export export;
        try (GZIPInputStream in = new GZIPInputStream(exchange.getRequestBody())) {
            export = new Export(ExportMetricsServiceRequest.parseFrom(in.readAllBytes()), exchange.getRequestHeaders());
        }
        Answer answer = answers.apply(export);
        asked.add(export);
        if (answer.status() == TAKEN.status()) {
            taken.add(export);
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
