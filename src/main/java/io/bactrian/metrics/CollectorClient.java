package io.bactrian.metrics;

import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/** Sends exports by OTLP over HTTP; trusts whom the JVM trusts and follows no redirect. One thread. */
final class CollectorClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int MOST_OF_ANSWER = 4096;
    private static final int MOST_SAID = 200;
    /** What is sent is wrong, or too long; anything else may change. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);
    private static final String PROTOBUF = "application/x-protobuf";

    private final PushSettings settings;
    private final Duration most;
    /** Made when it is first used: it has a thread. */
    private HttpClient client;

    CollectorClient(PushSettings settings) {
        this(settings, MOST);
    }

    /** @param most how long an answer may take, to its end */
    CollectorClient(PushSettings settings, Duration most) {
        this.settings = settings;
        this.most = most;
    }

    /** Waits for the answer, ten seconds at most. */
    Outcome send(byte[] export) throws InterruptedException {
        if (client == null) {
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> sent = client.sendAsync(request(export), BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(
                        bytes -> body.write(bytes, 0, Math.min(bytes.length, MOST_OF_ANSWER - body.size())))));
        try {
            HttpResponse<Void> response = sent.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return outcome(response, body.toByteArray());
        } catch (TimeoutException e) {
            return Outcome.failed("no answer within " + most.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Outcome.failed(reason(e.getCause()));
        } finally {
            sent.cancel(true);
        }
    }

    /** The JDK's exceptions of connections have no message. */
    private static String reason(Throwable failure) {
        if (failure.getMessage() != null) {
            return failure.getMessage();
        }
        if (failure instanceof ConnectException) {
            return failure.getCause() instanceof UnresolvedAddressException
                    ? "its host's name has no address"
                    : "no connection, as nobody listens there or the way to it is closed";
        }
        return failure.getClass().getSimpleName();
    }

    private HttpRequest request(byte[] export) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.endpoint()).header("Content-Type", PROTOBUF)
                .header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(export));
        settings.headers().values().forEach(request::setHeader);
        return request.build();
    }

    private static Outcome outcome(HttpResponse<Void> response, byte[] body) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return taken(status, body);
        }
        Duration wait = response.headers().firstValue("Retry-After").filter(value -> value.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))).orElse(Duration.ZERO);
        boolean protobuf = response.headers().firstValue("Content-Type").orElse("").startsWith(PROTOBUF);
        String said = protobuf ? text(fields(body), 2) : new String(body, StandardCharsets.UTF_8);
        return new Outcome(REFUSED.contains(status) ? Outcome.Kind.REFUSED : Outcome.Kind.FAILED,
                "HTTP " + status + said(said), status, wait, 0);
    }

    /** {@code ExportMetricsServiceResponse}: its {@code partial_success} says how much was left out, and why. */
    private static Outcome taken(int status, byte[] body) {
        List<ByteString> partial = fields(body).getField(1).getLengthDelimitedList();
        UnknownFieldSet left = partial.isEmpty()
                ? UnknownFieldSet.getDefaultInstance()
                : fields(partial.get(0).toByteArray());
        long rejected = left.getField(1).getVarintList().stream().mapToLong(Long::longValue).sum();
        return new Outcome(Outcome.Kind.TAKEN, rejected > 0 ? rejected + " points left out" + said(text(left, 2)) : null,
                status, Duration.ZERO, Math.max(0, rejected));
    }

    /** None where it is no protobuf. */
    private static UnknownFieldSet fields(byte[] message) {
        try {
            return UnknownFieldSet.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            return UnknownFieldSet.getDefaultInstance();
        }
    }

    private static String text(UnknownFieldSet message, int field) {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? "" : values.get(0).toStringUtf8();
    }

    private static String said(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), MOST_SAID));
    }
}
