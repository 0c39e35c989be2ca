package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Short documents of servers, by GET.
 *
 * @param patience for one answer, as a whole
 */
record Documents(HttpClient client, Duration patience) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Waits. At most {@code most} bytes. */
    byte[] get(URI url, Access access, String accept, int most)
            throws IOException, RejectedOrderException, InterruptedException {
        return Hops.follow(url, access, (at, headers) -> get(at, headers, accept, most));
    }

    private byte[] get(URI url, Map<String, String> headers, String accept, int most) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", accept).timeout(patience);
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request.build(), response -> new BoundedBody(most,
                response.statusCode() == 200 ? null : new HttpStatusException(url, response)));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).body();
        } catch (TimeoutException e) {
            throw new IOException(Origin.of(url) + " has not answered for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw reason(url, e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static IOException reason(URI url, Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof HttpStatusException status) {
                return status;
            }
        }
        return new IOException(Origin.of(url) + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }

    static JsonNode json(byte[] bytes, URI url) throws IOException {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw new IOException(Origin.of(url) + " answered what is no JSON", null);
        }
    }
}
