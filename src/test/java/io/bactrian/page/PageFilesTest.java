package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/** The page's files, as a browser gets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/page");
    private static final Pattern LEADS_TO = Pattern.compile("(?:from|import) '(\\.[^']+|/[^']+)'");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeAll
    void start() throws Exception {
        Router router = Router.router(vertx);
        new PageFiles().routes(router);
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() {
        vertx.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"/,text/html; charset=utf-8", "/index.html,text/html; charset=utf-8", "/style.css,text/css; charset=utf-8",
        "/js/app.js,text/javascript; charset=utf-8", "/js/views/flow.js,text/javascript; charset=utf-8",
        "/icon.svg,image/svg+xml"})
    void aFileComesWithItsTypeAndWithWhatABrowserIsToKeepTo(String path, String type) throws Exception {
        HttpResponse<String> response = send(request(path));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(type);
        assertThat(response.headers().firstValue("Content-Security-Policy")).get().asString()
                .startsWith("default-src 'self'; ").doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-cache");
    }

    @Test
    void aBrowserThatHasAFileDoesNotGetItAgain() throws Exception {
        HttpResponse<String> first = send(request("/"));
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = send(request("/").header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send(request("/").header("If-None-Match", "\"another\"")).body()).isEqualTo(first.body());
    }

    @Test
    void headSaysWhatGetWouldAndOtherMethodsFindNothing() throws Exception {
        int length = send(request("/style.css")).body().length();

        HttpResponse<String> head = send(request("/style.css").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
        assertThat(head.body()).isEmpty();
        assertThat(send(request("/").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/js/none.js", "/js/", "/js/app.class", "/js/views", "/webjars/none/1/none.js",
        "/js/..%2f..%2f..%2fapplication.properties", "/js/%2e%2e/%2e%2e/%2e%2e/io/bactrian/Bactrian.class",
        "/js/../../../openapi/page.js", "/application.properties", "/js/.hidden.js"})
    void whatIsNoFileOfThePageIsNotFound(String path) throws Exception {
        assertThat(send(request(path)).statusCode()).isEqualTo(404);
    }

    @Test
    void eachFileThatAFileNamesIsThere() throws Exception {
        for (Path script : files(".js")) {
            List<String> named = LEADS_TO.matcher(Files.readString(script)).results().map((MatchResult found) -> found.group(1))
                    .toList();
            for (String name : named) {
                String path = name.startsWith("/")
                        ? name
                        : "/" + FOLDER.relativize(script.getParent().resolve(name).normalize());
                assertThat(send(request(path)).statusCode()).as("%s, named by %s", path, script).isEqualTo(200);
            }
        }
    }

    @Test
    void noFileNeedsTheInternetOrMakesMarkupOfText() throws IOException {
        for (Path file : Stream
                .concat(files(".js").stream(), Stream.of(FOLDER.resolve("index.html"), FOLDER.resolve("style.css")))
                .toList()) {
            assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", "")).as(file.toString())
                    .doesNotContainPattern("https?://").doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(",
                            "document.write", " style=\"", " onclick=\"", "<style");
        }
        assertThat(Files.readString(FOLDER.resolve("index.html"))).doesNotContainPattern("<script(?![^>]* src=)");
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
