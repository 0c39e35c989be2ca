package io.bactrian.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.bactrian.http.EntityTag;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The page's files, from the class path, for everybody. They are not where Quarkus serves files by itself: with its handler a method that
 * a path does not have ends in 404, and a path that there is not in 405. A file is read once, on a worker thread, and is in memory from
 * then on.
 */
@Singleton
public final class PageFiles {
    /** No inline script and no style, nothing from elsewhere, and no other page around it. */
    static final Map<String, String> SAFE = Map.of(
            "Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static final String FOLDER = "/page";
    private static final String WEBJARS = "/webjars/";
    private static final Pattern NAME = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int NOT_MODIFIED = 304;

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    void routes(@Observes Router router) {
        for (String path : new String[]{"/", "/index.html", "/style.css", "/icon.svg", "/js/*", WEBJARS + "*"}) {
            router.route(path).handler(this::serve);
        }
    }

    void serve(RoutingContext request) {
        String path = request.normalizedPath().equals("/") ? "/index.html" : request.normalizedPath();
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        PageFile known = files.get(path);
        if (!READS.contains(request.request().method()) || type == null || !NAME.matcher(path).matches()) {
            request.next();
        } else if (known != null) {
            respond(request, path, type, known);
        } else {
            request.vertx().executeBlocking(() -> read(path), false).onFailure(request::fail).onSuccess(file -> {
                if (file == null) {
                    request.next();
                } else {
                    respond(request, path, type, file);
                }
            });
        }
    }

    /** Null where there is none. */
    private PageFile read(String path) throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + path)) {
            return in == null ? null : keep(path, PageFile.of(in.readAllBytes()));
        }
    }

    private PageFile keep(String path, PageFile file) {
        files.put(path, file);
        return file;
    }

    private static void respond(RoutingContext request, String path, String type, PageFile file) {
        HttpServerResponse response = request.response();
        response.headers().remove(HttpHeaders.CONTENT_ENCODING); // Quarkus' "identity" for all, which keeps it from being compressed
        SAFE.forEach(response::putHeader);
        EntityTag tag = file.tag();
        response.putHeader(HttpHeaders.ETAG, tag.quoted()).putHeader(HttpHeaders.CACHE_CONTROL,
                path.startsWith(WEBJARS) ? "public, max-age=31536000, immutable" : "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (tag.knownBy(request.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (request.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(file.content().length())).end();
        } else {
            response.end(file.content());
        }
    }
}
