package io.bactrian.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A collector of traces: OTLP over HTTP, opentelemetry/proto/trace/v1/trace.proto. Any thread. */
public final class FakeCollector implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private volatile Map<String, String> resource = Map.of();

    /**
     * What it was sent.
     *
     * @param parent     the parent's id; empty for none
     * @param kind       as in {@code Span.SpanKind}
     * @param attributes those that are texts
     * @param links      ids of the spans that it links to
     * @param failed     whether its status is an error
     */
    public record Span(String trace, String id, String parent, String name, int kind, long start, long end,
            Map<String, String> attributes, List<String> links, boolean failed) {
    }

    public FakeCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    public List<Span> spans() {
        return spans;
    }

    /** Whose spans it was sent last, by those attributes that are texts. */
    public Map<String, String> resource() {
        return resource;
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            UnknownFieldSet request = UnknownFieldSet.parseFrom(in.readAllBytes());
            for (UnknownFieldSet sender : messages(request, 1)) {
                resource = attributes(messages(sender, 1).get(0), 1);
                for (UnknownFieldSet scope : messages(sender, 2)) {
                    messages(scope, 2).forEach(span -> spans.add(read(span)));
                }
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span read(UnknownFieldSet span) {
        return new Span(hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5),
                span.getField(6).getVarintList().get(0).intValue(), span.getField(7).getFixed64List().get(0),
                span.getField(8).getFixed64List().get(0), attributes(span, 9),
                messages(span, 13).stream().map(link -> hex(link, 2)).toList(),
                messages(span, 15).stream().anyMatch(status -> status.getField(3).getVarintList().contains(2L)));
    }

    private static Map<String, String> attributes(UnknownFieldSet of, int field) {
        Map<String, String> attributes = new HashMap<>();
        messages(of, field).forEach(each -> messages(each, 2)
                .forEach(value -> attributes.put(text(each, 1), text(value, 1))));
        return attributes;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().map(bytes -> {
            try {
                return UnknownFieldSet.parseFrom(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static ByteString bytes(UnknownFieldSet of, int field) {
        List<ByteString> values = of.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? ByteString.EMPTY : values.get(0);
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HEX.formatHex(bytes(of, field).toByteArray());
    }

    private static String text(UnknownFieldSet of, int field) {
        return bytes(of, field).toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
