package io.bactrian.cloud.deploy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.apache.commons.codec.digest.DigestUtils;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/**
 * {@code models/MODEL/VERSION.json} and {@code nodes/NODE.json}, each replaced at once. What is damaged is named and left alone. One
 * thread at a time a file.
 */
final class DeploymentStore {
    private static final int LONGEST = 4 << 20;
    private static final int LONGEST_NAME = 150;
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path models;
    private final Path nodes;
    private final Path offsets;
    private final Map<String, String> damaged = new TreeMap<>();

    DeploymentStore(Path dir) throws IOException {
        models = Files.createDirectories(dir.resolve("models"));
        nodes = Files.createDirectories(dir.resolve("nodes"));
        offsets = dir.resolve("offsets" + SUFFIX);
    }

    List<Deployment> deployments() throws IOException {
        List<Deployment> all = new ArrayList<>();
        for (Path model : list(models)) {
            all.addAll(read(model, Deployment.class));
        }
        return all;
    }

    List<NodeState> nodes() throws IOException {
        return read(nodes, NodeState.class);
    }

    /** Up to where partitions were read; nothing where that cannot be read: then they are read again. */
    Map<String, Long> offsets() {
        if (!Files.exists(offsets)) {
            return Map.of();
        }
        try {
            return JSON.readValue(BoundedFile.read(offsets, LONGEST), new TypeReference<Map<String, Long>>() {
            });
        } catch (IOException e) {
            damaged.put(offsets.toString(), String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    /** Returns once it is on the disk. */
    void write(Map<String, Long> read) throws IOException {
        DurableFile.replace(offsets, JSON.writeValueAsBytes(read));
    }

    /** Files that cannot be read, with the reasons. */
    Map<String, String> damaged() {
        return Map.copyOf(damaged);
    }

    /** Returns once it is on the disk. */
    void write(Deployment deployment) throws IOException {
        Path folder = models.resolve(deployment.model());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DurableFile.force(models);
        }
        DurableFile.replace(folder.resolve(deployment.version() + SUFFIX), JSON.writeValueAsBytes(deployment));
    }

    /** Returns once it is on the disk. */
    void write(NodeState node) throws IOException {
        DurableFile.replace(file(node.node()), JSON.writeValueAsBytes(node));
    }

    void remove(String node) throws IOException {
        Files.deleteIfExists(file(node));
    }

    /** Of a name that is too long for a file's, its begin and a digest. */
    private Path file(String node) {
        String name = URLEncoder.encode(node, StandardCharsets.UTF_8).replace(".", "%2E");
        return nodes.resolve((name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME) + "~" + DigestUtils.sha256Hex(node)) + SUFFIX);
    }

    private <T> List<T> read(Path folder, Class<T> type) throws IOException {
        List<T> all = new ArrayList<>();
        for (Path file : list(folder)) {
            if (!file.getFileName().toString().endsWith(SUFFIX)) {
                continue;
            }
            try {
                all.add(JSON.readValue(BoundedFile.read(file, LONGEST), type));
            } catch (JacksonException e) {
                damaged.put(file.toString(), e.getOriginalMessage());
            } catch (IOException | IllegalArgumentException | NullPointerException e) {
                damaged.put(file.toString(), String.valueOf(e.getMessage()));
            }
        }
        return all;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
