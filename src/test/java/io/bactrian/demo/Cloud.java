package io.bactrian.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;

/** The cloud's part, a process of its own: it collects samples and labels, trains, and announces. Its steps are said as they are seen. */
final class Cloud implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAN = """
                                       models:
                                         pump-anomaly:
                                           trainer: anomaly
                                           trigger: {drift: true, labels: 1000}
                                           pause: 8s
                                           data: {age: 40s, samples: 4000}
                                           trusted: [technician]
                                           evaluation: {block: 4s, gap: 0s, accept: better}
                                           deploy: {mode: auto, promote: gated}
                                       """;

    private final Say say;
    private final Application application;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> said = new HashSet<>();

    /** Starts it, and gives its pool the version that the edge begins with. */
    static Cloud start(Say say, Path home, int httpPort, KafkaBroker kafka, String token, Path shipped) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("training.yaml"), PLAN);
        var application = new Application(home, httpPort).with("bactrian.role", "cloud")
                .with("bactrian.cloud.dir", home.resolve("kept")).with("bactrian.api.token", token)
                .with("bactrian.cloud.training.file", home.resolve("training.yaml"))
                .with("bactrian.cloud.training.interval", "1s")
                .with("kafka.bootstrap.servers", kafka.bootstrapServers());
        application.start();
        var cloud = new Cloud(say, application, token);
        cloud.upload(shipped);
        return cloud;
    }

    private Cloud(Say say, Application application, String token) {
        this.say = say;
        this.application = application;
        this.token = token;
    }

    URI page() {
        return application.page("/");
    }

    private void upload(Path version) throws IOException {
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip); var files = Files.list(version)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, out);
            }
        }
        var answer = send("PUT", "/bactrian/pool/" + ModelsFolder.MODEL + "/1/archive?by=the%20demo", "application/zip",
                BodyPublishers.ofByteArray(zip.toByteArray()));
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("The pool did not take " + version + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** What somebody says that readings were. */
    void label(List<Labels.Label> labels) {
        var list = JSON.createArrayNode();
        for (var label : labels) {
            list.addObject().put("id", label.id()).put("device", label.device()).put("label", label.label()).put("by",
                    label.by());
        }
        var answer = send("POST", "/bactrian/labels", "application/json", BodyPublishers.ofString(list.toString()));
        if (answer.statusCode() / 100 != 2) {
            say.now("The cloud did not take labels: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Says what has happened since the last look. */
    void look() {
        var training = get("/bactrian/training/" + ModelsFolder.MODEL);
        var pending = training.path("pending");
        if (pending.has("began")) {
            once(pending.path("id").asText() + " began", "Cloud: a training begins: " + pending.path("by").asText());
        }
        var history = training.path("history");
        for (var i = history.size() - 1; i >= 0; i--) {
            var ended = history.get(i);
            once(ended.path("id").asText() + " ended", "Cloud: training %s%s: %s".formatted(ended.path("outcome").asText(),
                    ended.has("version") ? ", version " + ended.path("version").asText() : "", ended.path("reason").asText()));
        }
        for (var deployment : get("/bactrian/deployments")) {
            var name = deployment.path("model").asText() + " " + deployment.path("version").asText();
            once(name + deployment.path("state").asText(),
                    "Cloud: " + name + " is " + deployment.path("state").asText() + " to the edges");
        }
    }

    private void once(String event, String text) {
        if (said.add(event)) {
            say.now(text);
        }
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(send("GET", path, "application/json", BodyPublishers.noBody()).body());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private HttpResponse<String> send(String method, String path, String type, BodyPublisher body) {
        try {
            return client.send(HttpRequest.newBuilder(application.page(path)).timeout(Patience.LONG)
                    .header("Authorization", "Bearer " + token).header("Content-Type", type).method(method, body).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The cloud does not answer at " + page(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
