package io.bactrian.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes that are to run, by file name: those shipped, and those of a folder that replace them or are added. Those of a
 * part that is off are not among them. Any thread.
 */
final class RouteFiles implements LiveRoutes.Source {
    private static final String SUFFIX = ".camel.yaml";
    private static final Map<Role, List<String>> SHIPPED = Map.of(Role.EDGE,
            names("errors", "ingest", "reply", "send", "sample", "forward", "retries", "events", "drift", "statistics", "api",
                    "views", "v2", "grpc", "devices", "follow", "sparkplug", "cluster", "twins", "extensions", "deliveries",
                    "orders",
                    "order-states",
                    "announcements", "reports",
                    "detector", "home-assistant", "device-views"),
            Role.CLOUD, names("errors", "collect", "labels", "pool", "rollouts", "deployments", "training"));
    /** Those of both roles. */
    private static final List<String> SHARED = names("page", "asyncapi");
    private static final String SHARED_FOLDER = "routes/shared/";

    private final Role role;
    private final Optional<Path> folder;
    private final Set<String> off;

    /** @param off names, without their ending, of files that are not in use, be they shipped or in the folder */
    RouteFiles(Role role, Optional<Path> folder, Set<String> off) {
        this.role = role;
        this.folder = folder;
        this.off = off.stream().map(name -> name + SUFFIX).collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> names(String... files) {
        return Stream.of(files).map(name -> name + SUFFIX).toList();
    }

    @Override
    public Map<String, String> read(Map<String, String> unreadable) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : SHIPPED.get(role)) {
            files.put(name, shipped(name));
        }
        for (String name : SHARED) {
            files.put(name, shipped(name));
        }
        if (folder.isPresent() && Files.isDirectory(folder.get())) {
            try (Stream<Path> entries = Files.list(folder.get())) {
                for (Path file : entries.filter(path -> path.getFileName().toString().endsWith(SUFFIX)).sorted().toList()) {
                    add(file, files, unreadable);
                }
            }
        }
        files.keySet().removeAll(off);
        unreadable.keySet().removeAll(off);
        return files;
    }

    private static void add(Path file, Map<String, String> files, Map<String, String> unreadable) {
        String name = file.getFileName().toString();
        try {
            files.put(name, Files.readString(file));
        } catch (NoSuchFileException e) {
            return;
        } catch (CharacterCodingException e) {
            unreadable.put(name, "it is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            unreadable.put(name, e.toString());
        }
    }

    @Override
    public String origin(String name) {
        return folder.map(dir -> dir.resolve(name)).filter(Files::exists).map(Path::toString)
                .orElse("classpath:" + folderOf(name) + name);
    }

    private String folderOf(String name) {
        return SHARED.contains(name) ? SHARED_FOLDER : role.folder();
    }

    private String shipped(String name) {
        try (InputStream in = RouteFiles.class.getResourceAsStream("/" + folderOf(name) + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the application's own " + name, e);
        }
    }
}
