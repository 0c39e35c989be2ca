package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The dashboards and alert rules in docs/grafana. */
public final class Dashboards {
    public static final Path FOLDER = Path.of("docs", "grafana");

    private Dashboards() {
    }

    /** By file, in the order of names. */
    public static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode read(Path file) {
        try {
            return (file.toString().endsWith(".json") ? new ObjectMapper() : new YAMLMapper()).readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules in alerts.yaml. */
    public static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        read(FOLDER.resolve("alerts.yaml")).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** A dashboard's panels but its headings. */
    public static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** All expressions, without Grafana's variables. */
    public static List<String> expressions() {
        List<String> all = new ArrayList<>();
        files().forEach(file -> panels(read(file))
                .forEach(panel -> panel.path("targets").forEach(target -> all.add(target.path("expr").asText()))));
        rules().forEach(rule -> all.add(rule.path("expr").asText()));
        return all;
    }
}
