package io.bactrian.kube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.text.Excerpt;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;

/**
 * Requests to the API by path, with address, certificates and token of the platform's client; no discovery, no typed objects: an
 * answer is judged by what is and is not in it. Waits; one thread.
 */
final class ClusterClient {
    private static final int MOST_BYTES = 64 << 20;
    private static final int QUOTED = 300;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final String FORBIDDEN_REMEDY = "; give that user the right: docs/kubernetes.md, Rights";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<KubernetesClient> clients;
    private final Duration patience;

    /** @param patience for one answer; more than the 10 s that a node without the cloud takes for its first */
    ClusterClient(Supplier<KubernetesClient> clients, Duration patience) {
        this.clients = clients;
        this.patience = patience;
    }

    /**
     * The answer's body; null for 404.
     *
     * @param path from the API's root on, without the first slash
     * @throws IOException naming the address and why there is no answer
     */
    byte[] get(String path) throws IOException {
        return answer(path, http -> http.newHttpRequestBuilder());
    }

    /**
     * Merges JSON into an object.
     *
     * @return false for 404
     * @throws IOException naming the address and why it is not written
     */
    boolean patch(String path, byte[] json) throws IOException {
        String text = new String(json, StandardCharsets.UTF_8);
        return answer(path, http -> http.newHttpRequestBuilder().patch("application/merge-patch+json", text)) != null;
    }

    /**
     * Creates an object.
     *
     * @param path of its kind
     * @throws IOException naming the address and why it is not created
     */
    void create(String path, byte[] json) throws IOException {
        String text = new String(json, StandardCharsets.UTF_8);
        if (answer(path, http -> http.newHttpRequestBuilder().post("application/json", text)) == null) {
            throw new IOException(path + " answered 404: the namespace is not there");
        }
    }

    private byte[] answer(String path, Function<HttpClient, HttpRequest.Builder> request) throws IOException {
        String url = "the Kubernetes API";
        try {
            KubernetesClient client = clients.get();
            url = client.getMasterUrl() + path;
            return answer(client.getHttpClient(), url, request.apply(client.getHttpClient()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(url + " was not waited for", e);
        } catch (ExecutionException e) {
            throw new IOException(url + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(url + " gave no answer within " + patience.toSeconds() + " s", e);
        } catch (RuntimeException e) {
            throw new IOException(url + ": " + e, e);
        }
    }

    private byte[] answer(HttpClient http, String url, HttpRequest.Builder request)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + patience.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<AsyncBody>> answer = http.consumeBytes(
                request.uri(url).header("Accept", "application/json").build(),
                (buffers, rest) -> collect(buffers, body, rest));
        HttpResponse<AsyncBody> response;
        try {
            response = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.thenAccept(late -> late.body().cancel());
            throw e;
        }
        try {
            response.body().consume();
            response.body().done().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            response.body().cancel();
            throw e;
        }
        if (response.code() == NOT_FOUND) {
            return null;
        }
        if (response.code() / 100 != 2) {
            throw new IOException(
                    url + " answered " + response.code() + ": " + Excerpt.visible(reason(body.toByteArray()), QUOTED)
                            + (response.code() == FORBIDDEN ? FORBIDDEN_REMEDY : ""));
        }
        return body.toByteArray();
    }

    /** The message of the API's Status; the body as it is where it is something else. */
    private static String reason(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text).path("message").asText(text);
        } catch (JacksonException e) {
            return text;
        }
    }

    private static void collect(List<ByteBuffer> buffers, ByteArrayOutputStream body, AsyncBody rest) throws IOException {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            body.writeBytes(part);
        }
        if (body.size() > MOST_BYTES) {
            rest.cancel();
            throw new IOException("the answer has more than " + MOST_BYTES + " bytes");
        }
        rest.consume();
    }
}
