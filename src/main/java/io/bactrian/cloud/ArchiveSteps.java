package io.bactrian.cloud;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.AsyncProcessorSupport;

import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.cloud.pool.Upload;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ByteRange;
import io.bactrian.http.ControlApi;
import io.bactrian.http.Downloads;
import io.bactrian.http.EntityTag;
import io.bactrian.http.FileResponse;
import io.bactrian.http.RequestBody;

/** The steps that move archives into the pool and out of it. */
record ArchiveSteps(Pool pool, Downloads downloads, Uploads uploads) {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String ANOTHER_TIME = "10";

    /** An archive, or a part of it (RFC 9110, 13 and 14). It is read as its client takes it, when the route has ended. */
    void download(Exchange exchange) throws ApiProblem {
        Message message = exchange.getMessage();
        ApiRequest request = new ApiRequest(message);
        PoolVersion version = PoolRequest.known(pool, request);
        if (version.removed()) {
            throw new ApiProblem(410,
                    version.model() + " " + version.version() + " was removed from the pool; its card is still there");
        }
        EntityTag tag = new EntityTag(version.sha256());
        Map<String, String> headers = headers(version, tag);
        if (!tag.allowedBy(request.header("If-Match"))) {
            throw new ApiProblem(412, "If-Match names another content; its entity tag is " + tag.quoted());
        }
        if (tag.knownBy(request.header("If-None-Match"))) {
            empty(message, 304, headers);
            return;
        }
        try {
            boolean ranged = "GET".equals(message.getHeader(Exchange.HTTP_METHOD)) && tag.continues(request.header("If-Range"));
            ByteRange range = ranged ? ByteRange.of(request.header("Range"), version.size()).orElse(null) : null;
            message.removeHeaders("*");
            message.setBody(downloads.of(new FileResponse(pool.archive(version), version.size(), range, headers)));
        } catch (ByteRange.Unsatisfiable e) {
            ControlApi.respond(message, 416, ControlApi.error(e.getMessage()));
            message.setHeader("Content-Range", "bytes */" + version.size());
        }
    }

    private static Map<String, String> headers(PoolVersion version, EntityTag tag) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/zip");
        headers.put("Content-Disposition", "attachment; filename=\"" + version.model() + "-" + version.version() + ".zip\"");
        headers.put("ETag", tag.quoted());
        headers.put("Cache-Control", "private, max-age=31536000, immutable");
        headers.put("Repr-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(version.sha256())) + ":");
        return headers;
    }

    private static void empty(Message message, int status, Map<String, String> headers) {
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setBody(null);
    }

    /** Takes a body as it comes, on a thread of its own; the route goes on when the version is added, or not. */
    Processor upload() {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                boolean taken = uploads.run(() -> {
                    try {
                        receive(exchange.getMessage());
                    } catch (Throwable e) { // nobody else would end the request
                        exchange.setException(e instanceof PoolException problem ? PoolRequest.problem(problem) : e);
                    }
                    callback.done(false);
                });
                if (!taken) {
                    ControlApi.respond(exchange.getMessage(), 503,
                            ControlApi.error("as many archives as may be are being uploaded; send it again later"));
                    exchange.getMessage().setHeader("Retry-After", ANOTHER_TIME);
                    callback.done(true);
                }
                return !taken;
            }
        };
    }

    private void receive(Message message) throws IOException, PoolException, ApiProblem {
        RequestBody body = message.getBody(RequestBody.class);
        CardDraft draft = draft(new ApiRequest(message));
        Instant begun = CLOCK.instant();
        try (Upload upload = pool.upload()) {
            upload.expect(Math.max(0, body.length()));
            body.accept();
            for (byte[] piece = body.next(); piece != null; piece = body.next()) {
                upload.write(piece, 0, piece.length);
            }
            PoolVersion added = upload.add(draft);
            boolean isNew = !added.card().createdAt().isBefore(begun);
            ControlApi.respond(message, isNew ? 201 : 200,
                    PoolJson.version(added, pool.obstacle(added).orElse(null), Set.of()));
            message.setHeader("Location", PoolJson.path(added));
        } catch (RequestBody.EndedEarly e) {
            throw new ApiProblem(408, "the archive is not there as a whole: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiProblem(503, "the service stops; send it again");
        }
    }

    private static CardDraft draft(ApiRequest request) throws ApiProblem {
        int version = request.message().getHeader("version") == null ? 0 : request.version();
        try {
            return CardDraft.uploaded(request.model(), version, request.query("by"))
                    .withLicence(request.query("licence")).withNote(request.query("note"));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(e.getMessage());
        }
    }
}
