package io.bactrian.model;

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

import io.bactrian.model.Survey.Found;

/** Looks at the models' folder, and remembers what it saw to tell what is still being written. One thread. */
final class Surveyor {
    private static final Logger LOG = Logger.getLogger(Surveyor.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,9}");
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path dir;
    private final Map<VersionLook, String> stamps = new HashMap<>();
    private final Map<FileMark, Set<String>> weights = new HashMap<>();
    private Map<String, Map<Integer, VersionLook>> looks = new HashMap<>();
    private Survey last;
    private String trouble = "";

    Surveyor(Path dir) {
        this.dir = dir;
    }

    /** Where the file system refuses to be read, what was seen last stands, and the log says so once. */
    Survey survey() {
        Map<String, List<Found>> models = new TreeMap<>();
        Map<String, Map<Integer, VersionLook>> now = new HashMap<>();
        String refused = "";
        try {
            for (Path model : folders(dir, NAME)) {
                String name = model.getFileName().toString();
                try {
                    now.put(name, look(model));
                    models.put(name, found(name, now.get(name)));
                } catch (IOException e) {
                    refused = e.toString();
                    now.put(name, looks.getOrDefault(name, Map.of()));
                    models.put(name, last == null ? List.of() : last.models().getOrDefault(name, List.of()));
                }
            }
            looks = now;
            List<VersionLook> seen = now.values().stream().flatMap(versions -> versions.values().stream()).toList();
            stamps.keySet().retainAll(seen);
            weights.keySet().retainAll(seen.stream().map(VersionLook::onnx).collect(Collectors.toSet()));
            last = new Survey(models);
        } catch (IOException e) {
            refused = e.toString();
            last = last == null ? Survey.NOTHING : last;
        }
        if (!refused.isEmpty() && !refused.equals(trouble)) {
            LOG.warnf("The models' folder %s cannot be read, what was seen in it last stands: %s", dir, refused);
        }
        trouble = refused;
        return last;
    }

    private Map<Integer, VersionLook> look(Path model) throws IOException {
        Map<Integer, VersionLook> versions = new TreeMap<>(Comparator.reverseOrder());
        for (Path folder : folders(model, VERSION)) {
            long number = Long.parseLong(folder.getFileName().toString());
            if (number <= Integer.MAX_VALUE) {
                versions.put((int) number, VersionLook.at(folder, this::weights));
            }
        }
        return versions;
    }

    private Set<String> weights(FileMark onnx) {
        Set<String> names = weights.computeIfAbsent(onnx, WeightNames::of);
        return names == null ? Set.of() : names;
    }

    private List<Found> found(String name, Map<Integer, VersionLook> versions) {
        Map<Integer, VersionLook> before = looks.getOrDefault(name, Map.of());
        List<Found> found = new ArrayList<>();
        versions.forEach((version, look) -> {
            String awaiting = awaiting(look, before.get(version));
            String stamp = awaiting == null ? stamp(look) : null;
            found.add(stamp == null
                    ? new Found(version, null, awaiting == null ? "its files went away as they were read" : awaiting)
                    : new Found(version, look.files(name, version, stamp), null));
        });
        return found;
    }

    /** Null when a file went away meanwhile. */
    private String stamp(VersionLook look) {
        try {
            String known = stamps.get(look);
            if (known == null) {
                known = look.stamp();
                stamps.put(look, known);
            }
            return known;
        } catch (IOException e) {
            return null;
        }
    }

    private String awaiting(VersionLook look, VersionLook before) {
        if (look.missing() != null) {
            return look.missing();
        }
        if (before == null) {
            boolean settled = last == null && look.allBefore(FileTime.from(Instant.now().minus(SETTLED)));
            return settled ? null : "just found; taken once nothing in it changes from one look to the next";
        }
        String change = look.changedSince(before);
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
