package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;

/** Requests to a server of HTTP/2, which sends bodies in frames of 16 kB. */
class GrpcMessagesTest {
    private static final int LENGTH = 600_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> parts = new CopyOnWriteArrayList<>();
    private final List<String> routed = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        new GrpcMessages(LENGTH).install(router);
        router.route().order(Integer.MIN_VALUE + 1).handler(context -> {
            routed.add(context.request().path());
            context.next();
        });
        router.route().handler(context -> context.request().handler(part -> parts.add(part.length()))
                .endHandler(ended -> context.response().end()));
        server = join(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void stop() throws Exception {
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private void send(String type, Buffer body) throws Exception {
        join(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/inference.GRPCInferenceService/ModelInfer")
                .compose(request -> request.putHeader("content-type", type).send(body)).compose(answer -> answer.body()));
    }

    private static Buffer message() {
        return Buffer.buffer().appendByte((byte) 0).appendInt(LENGTH).appendBytes(new byte[LENGTH]);
    }

    @Test
    void aMessageOfGrpcComesInOnePart() throws Exception {
        send("application/grpc", message());

        assertThat(parts).containsExactly(5 + LENGTH);
    }

    @Test
    void eachCallOnAConnectionIsReadForItself() throws Exception {
        send("application/grpc+proto", message());
        send("application/grpc+proto", message());

        assertThat(parts).containsExactly(5 + LENGTH, 5 + LENGTH);
    }

    @Test
    void aCallGoesThroughTheRoutesOnce() throws Exception {
        send("application/grpc", message());

        assertThat(routed).hasSize(1);
    }

    @Test
    void otherBodiesComeAsTheyAre() throws Exception {
        send("application/octet-stream", message());

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(routed).hasSize(1);
    }
}
