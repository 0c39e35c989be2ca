package io.bactrian.deploy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.json.Json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** Renders what our overlays use of kustomize: resources, and JSON patches of one target by kind and name. Anything else is an error. */
final class Kustomization {
    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEYS = Set.of("apiVersion", "kind", "resources", "patches");

    private Kustomization() {
    }

    /** The objects of a folder with a kustomization.yaml, in order. */
    static List<JsonNode> render(Path folder) {
        var kustomization = documents(folder.resolve("kustomization.yaml")).get(0);
        kustomization.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new IllegalStateException(
                        folder + ": kustomization.yaml has '" + key + "', which this renderer does not know");
            }
        });
        var objects = new ArrayList<JsonNode>();
        for (var resource : kustomization.path("resources")) {
            var path = folder.resolve(resource.asText()).normalize();
            objects.addAll(Files.isDirectory(path) ? render(path) : documents(path));
        }
        for (var patch : kustomization.path("patches")) {
            apply(objects, patch.path("target"), documents(folder.resolve(patch.path("path").asText())).get(0));
        }
        return objects;
    }

    private static void apply(List<JsonNode> objects, JsonNode target, JsonNode patch) {
        var found = objects.stream().filter(object -> object.path("kind").equals(target.path("kind"))
                && object.path("metadata").path("name").equals(target.path("name"))).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("A patch is for " + target + ", of which there are " + found.size());
        }
        try (var operations = Json.createReader(new StringReader(patch.toString()));
                var object = Json.createReader(new StringReader(found.get(0).toString()))) {
            var patched = Json.createPatch(operations.readArray()).apply(object.readObject());
            objects.set(objects.indexOf(found.get(0)), JSON.readTree(patched.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The YAML documents of a file. */
    static List<JsonNode> documents(Path file) {
        var documents = new ArrayList<JsonNode>();
        try (var parser = YAML.createParser(file.toFile())) {
            for (JsonNode next = YAML.readTree(parser); next != null; next = YAML.readTree(parser)) {
                documents.add(next);
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
