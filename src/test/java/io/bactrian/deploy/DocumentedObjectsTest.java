package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.DeviceFile;

/** The objects of Kubernetes and KubeEdge that documents and example files have are such as an API server takes. */
class DocumentedObjectsTest {
    /** A fenced block, or lines that are indented, up to the END of a here-document; it begins with an apiVersion. */
    private static final Pattern BLOCK = Pattern
            .compile("(?m)^```yaml\\n(apiVersion:(?s:.*?))^```|^    apiVersion:.*\\n(?:(?: {4}(?!END\\b).*)?\\n)*");

    /** @param object of which the place says where it stands */
    record Documented(String place, JsonNode object) {
        @Override
        public String toString() {
            return place + ": " + object.path("kind").asText();
        }
    }

    static Stream<Documented> objects() throws IOException {
        return all().filter(documented -> !documented.object.path("kind").asText().equals("Kustomization")); // no server sees it
    }

    private static Stream<Documented> all() throws IOException {
        var objects = new ArrayList<Documented>();
        for (var file : files(Path.of("docs"), ".md")) {
            BLOCK.matcher(Files.readString(file)).results()
                    .map(block -> block.group(1) == null ? block.group().stripIndent() : block.group(1))
                    .forEach(block -> documents(block).forEach(object -> objects.add(new Documented(file.toString(), object))));
        }
        for (var file : files(Path.of("k8s"), ".example.yaml")) {
            Kustomization.documents(file).forEach(object -> objects.add(new Documented(file.toString(), object)));
        }
        return objects.stream();
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private static List<JsonNode> documents(String text) {
        var documents = new ArrayList<JsonNode>();
        try (var parser = Kustomization.YAML.createParser(text)) {
            for (JsonNode next = Kustomization.YAML.readTree(parser); next != null; next = Kustomization.YAML
                    .readTree(parser)) {
                documents.add(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("objects")
    void anApiServerRefusesNoObject(Documented documented) {
        assertThat(ObjectRules.problems(documented.object)).as(documented.place).isEmpty();
    }

    /** A patch of a ConfigMap replaces a file as a whole. */
    @Test
    void theServiceTakesTheDeviceDirectoriesOfDocumentedPatches(@TempDir Path dir) throws IOException {
        var directories = all().flatMap(documented -> documented.object.path("patches").findValuesAsText("patch").stream())
                .flatMap(patch -> documents(patch).stream()).map(patch -> patch.path("data").path("devices.yaml"))
                .filter(JsonNode::isTextual).map(JsonNode::textValue).toList();

        assertThat(directories).isNotEmpty();
        for (String directory : directories) {
            new DeviceFile(Files.writeString(dir.resolve("devices.yaml"), directory));
        }
    }

    @Test
    void theObjectsOfTheGuideAreFound() throws IOException {
        assertThat(objects().map(documented -> documented.object.path("kind").asText())).contains("Device", "DeviceModel",
                "DeviceStatus", "EdgeApplication", "NodeGroup", "ImagePrePullJob", "Secret");
    }
}
