package io.bactrian.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/** The HTTP server that Quarkus gives the service, for a Camel context without Quarkus; and a client of HTTP/1.1, which is all the service has. */
public final class CamelHttp {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.LONG).build();
    private final int port = Ports.free();

    /** Adds the server to a context that is not started. */
    public CamelHttp(CamelContext context) throws Exception {
        var configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(configuration));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Patience.LONG);
    }

    /** Of a stream of events, which has no end, the status and no body. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), response -> EventStream.is(response.headers())
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), CamelHttp::leave)
                : BodyHandlers.ofString().apply(response));
    }

    private static String leave(InputStream stream) {
        try {
            stream.close();
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where the response is no stream of events. */
    public EventStream follow(HttpRequest.Builder request) throws Exception {
        return new EventStream(client.send(request.build(), BodyHandlers.ofInputStream()));
    }

    public CompletableFuture<HttpResponse<String>> async(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** The response as bytes. */
    public HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Where it listens, on loopback. */
    public int port() {
        return port;
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }
}
