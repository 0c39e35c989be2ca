package io.bactrian.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The routes that are to run, by file name: those shipped, and those of a folder that replace them or are added. The REST
 * interface's are among them only where it is on. Any thread.
 */
final class RouteFiles implements RouteSource {
    private static final String SUFFIX = ".camel.yaml";
    private static final List<String> SHIPPED = Stream
            .of("errors", "ingest", "infer", "reply", "sample", "forward", "retries", "events", "api")
            .map(name -> name + SUFFIX)
            .toList();
    private static final String API = "api" + SUFFIX;

    private final Optional<Path> folder;
    private final boolean api;

    RouteFiles(Optional<Path> folder, boolean api) {
        this.folder = folder;
        this.api = api;
    }

    @Override
    public Map<String, String> read() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : SHIPPED) {
            files.put(name, shipped(name));
        }
        if (folder.isPresent() && Files.isDirectory(folder.get())) {
            try (Stream<Path> entries = Files.list(folder.get())) {
                for (Path file : entries.filter(path -> path.getFileName().toString().endsWith(SUFFIX)).sorted().toList()) {
                    files.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        if (!api) {
            files.remove(API);
        }
        return files;
    }

    @Override
    public String origin(String name) {
        return folder.map(dir -> dir.resolve(name)).filter(Files::exists).map(Path::toString)
                .orElse("classpath:routes/" + name);
    }

    private static String shipped(String name) {
        try (InputStream in = RouteFiles.class.getResourceAsStream("/routes/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the application's own " + name, e);
        }
    }
}
