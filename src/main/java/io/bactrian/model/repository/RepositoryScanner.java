package io.bactrian.model.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.bactrian.model.repository.RepositorySnapshot.Found;

/**
 * The models below one folder: {@code <name>/<version>/} with {@code model.onnx}, {@code model.yaml} and {@code golden.json}. Remembers
 * the previous scan to tell what is still being written.
 */
public final class RepositoryScanner {
    private static final Logger LOG = Logger.getLogger(RepositoryScanner.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,9}");
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path dir;
    private final Map<VersionSnapshot, String> digests = new HashMap<>();
    private final Map<FileFingerprint, Set<String>> weights = new HashMap<>();
    private Map<String, Map<Integer, VersionSnapshot>> previous = new HashMap<>();
    private RepositorySnapshot last;
    private String problem = "";

    public RepositoryScanner(Path dir) {
        this.dir = dir;
    }

    /**
     * Scans the folder once: one listing per model and a few {@code stat} calls per version. A version has files once they exist and
     * have not changed since the previous scan; at the first scan, once they are older than two seconds. To be called about once a
     * second, by one thread. Never throws: where the file system cannot be read, the previous snapshot stands, and the log says so
     * once.
     */
    public RepositorySnapshot scan() {
        Map<String, List<Found>> models = new TreeMap<>();
        Map<String, Map<Integer, VersionSnapshot>> now = new HashMap<>();
        String failure = "";
        try {
            for (Path model : folders(dir, NAME)) {
                String name = model.getFileName().toString();
                try {
                    now.put(name, versions(model));
                    models.put(name, found(name, now.get(name)));
                } catch (IOException e) {
                    failure = e.toString();
                    now.put(name, previous.getOrDefault(name, Map.of()));
                    models.put(name, last == null ? List.of() : last.models().getOrDefault(name, List.of()));
                }
            }
            previous = now;
            List<VersionSnapshot> seen = now.values().stream().flatMap(versions -> versions.values().stream()).toList();
            digests.keySet().retainAll(seen);
            weights.keySet().retainAll(seen.stream().map(VersionSnapshot::onnx).collect(Collectors.toSet()));
            last = new RepositorySnapshot(models);
        } catch (IOException e) {
            failure = e.toString();
            last = last == null ? RepositorySnapshot.NOTHING : last;
        }
        if (!failure.isEmpty() && !failure.equals(problem)) {
            LOG.warnf("The folder of models %s cannot be read, the previous scan stays in use: %s", dir, failure);
        }
        problem = failure;
        return last;
    }

    /** The names of the models that are there now, whatever is in their folders. Any thread. */
    public List<String> names() {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory).map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Map<Integer, VersionSnapshot> versions(Path model) throws IOException {
        Map<Integer, VersionSnapshot> versions = new TreeMap<>(Comparator.reverseOrder());
        for (Path folder : folders(model, VERSION)) {
            long number = Long.parseLong(folder.getFileName().toString());
            if (number <= Integer.MAX_VALUE) {
                versions.put((int) number, VersionSnapshot.at(folder, this::weights));
            }
        }
        return versions;
    }

    private Set<String> weights(FileFingerprint onnx) {
        Set<String> names = weights.computeIfAbsent(onnx, FileFingerprint::weights);
        return names == null ? Set.of() : names;
    }

    private List<Found> found(String name, Map<Integer, VersionSnapshot> versions) {
        Map<Integer, VersionSnapshot> before = previous.getOrDefault(name, Map.of());
        List<Found> found = new ArrayList<>();
        versions.forEach((version, snapshot) -> {
            String incomplete = incomplete(snapshot, before.get(version));
            String digest = incomplete == null ? digest(snapshot) : null;
            found.add(digest == null
                    ? new Found(version, null, incomplete == null ? "its files disappeared while they were read" : incomplete)
                    : new Found(version, snapshot.files(name, version, digest), null));
        });
        return found;
    }

    /** Null when a file disappeared meanwhile. */
    private String digest(VersionSnapshot snapshot) {
        try {
            String known = digests.get(snapshot);
            if (known == null) {
                known = snapshot.digest();
                digests.put(snapshot, known);
            }
            return known;
        } catch (IOException e) {
            return null;
        }
    }

    private String incomplete(VersionSnapshot snapshot, VersionSnapshot before) {
        if (snapshot.missing() != null) {
            return snapshot.missing();
        }
        if (before == null) {
            boolean settled = last == null && snapshot.allBefore(FileTime.from(Instant.now().minus(SETTLED)));
            return settled ? null : "just found; accepted once nothing in it has changed between two scans";
        }
        String change = snapshot.changedSince(before);
        return change == null ? null : "still being copied: " + change;
    }

    /** The folders, or links to such, with a name of that form; none where {@code parent} is gone. */
    private static List<Path> folders(Path parent, Pattern form) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> form.matcher(entry.getFileName().toString()).matches()).filter(Files::isDirectory)
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
