package io.bactrian.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.bactrian.delivery.remote.Access;
import io.bactrian.delivery.remote.Hops;
import io.bactrian.delivery.remote.HttpStatusException;
import io.bactrian.delivery.remote.RejectedOrderException;

/**
 * A file behind a URL, by GET. What is there already is kept where the server says that its content is still the same
 * ({@code Range} with {@code If-Range}, RFC 9110, 13.1.5 and 14); where it says nothing of its content, all comes anew.
 * Where the URL names the content itself, only its digest can be wrong, and the rest always follows.
 *
 * @param identity names the content, whatever its server says; null where the server decides
 */
record HttpFetch(HttpClient client, URI url, Access access, String identity, Duration idle) implements Fetch {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final long LOOK_MILLIS = 100;

    @Override
    public void fetch(PartFile part, BooleanSupplier stop) throws IOException, RejectedOrderException, InterruptedException {
        if (part.complete()) {
            return;
        }
        if (part.validator().isEmpty() && part.length() > 0) {
            part.reset();
        }
        Hops.follow(url, access, (at, headers) -> {
            get(at, headers, part, stop);
            return null;
        });
        if (part.total() < 0) {
            part.finish();
        } else if (!part.complete()) {
            throw new IOException("the answer ended after " + part.length() + " of " + part.total() + " bytes");
        }
    }

    private void get(URI at, Map<String, String> headers, PartFile part, BooleanSupplier stop)
            throws IOException, RejectedOrderException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(idle).header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (part.length() > 0) {
            request.header("Range", "bytes=" + part.length() + "-");
            if (identity == null) {
                request.header("If-Range", part.validator());
            }
        }
        PartSubscriber sink = new PartSubscriber(part);
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request.build(), response -> {
            sink.prepare(() -> prepare(at, response, part));
            return sink;
        });
        try {
            await(answer, sink, stop);
        } finally {
            sink.stop();
            answer.cancel(true);
        }
    }

    private void await(CompletableFuture<HttpResponse<Void>> answer, PartSubscriber sink, BooleanSupplier stop)
            throws IOException, RejectedOrderException, InterruptedException {
        while (true) {
            try {
                answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (stop.getAsBoolean()) {
                    throw new StoppedException();
                }
                if (sink.nanosSinceProgress() > idle.toNanos()) {
                    throw new IOException("the server has sent nothing for " + idle.toSeconds() + " s");
                }
            } catch (ExecutionException e) {
                throw reason(e.getCause());
            }
        }
    }

    private static IOException reason(Throwable cause) throws RejectedOrderException {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof RejectedOrderException rejected) {
                throw rejected;
            }
            if (one instanceof HttpStatusException status) {
                return status;
            }
        }
        return cause instanceof IOException known && known.getMessage() != null
                ? known
                : new IOException(String.valueOf(cause), cause);
    }

    /** Whether the body is wanted: the part is ready to take it. */
    private void prepare(URI at, HttpResponse.ResponseInfo response, PartFile part) throws IOException, RejectedOrderException {
        HttpHeaders headers = response.headers();
        int status = response.statusCode();
        if (status == PARTIAL && part.length() > 0) {
            resume(headers, part);
        } else if (status == 200) {
            part.begin(headers.firstValueAsLong("Content-Length").orElse(-1), validator(headers));
        } else {
            if (status == RANGE_NOT_SATISFIABLE) {
                part.reset();
            }
            throw new HttpStatusException(at, response);
        }
    }

    private void resume(HttpHeaders headers, PartFile part) throws IOException {
        Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        boolean fits = range.matches() && Long.parseLong(range.group(1)) == part.length()
                && (range.group(2).equals("*") || Long.parseLong(range.group(2)) == part.total());
        String now = validator(headers);
        if (!fits || !now.isEmpty() && !now.equals(part.validator())) {
            part.reset();
            throw new IOException("the server's rest does not belong to what has come before; all is fetched anew");
        }
    }

    /** A strong one: a weak ETag may name other bytes. */
    private String validator(HttpHeaders headers) {
        return identity != null
                ? identity
                : headers.firstValue("ETag").map(tag -> tag.startsWith("\"") && tag.length() <= 1000 ? tag : "")
                        .orElseGet(() -> headers.firstValue("Last-Modified").filter(date -> date.length() <= 100).orElse(""));
    }
}
