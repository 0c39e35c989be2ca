package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/** The cards as files, {@code models/MODEL/VERSION.json}, and in memory. One thread at a time changes them; any reads. */
final class Cards {
    private static final int LONGEST = 8 << 20;
    private static final Pattern FILE = Pattern.compile("[1-9][0-9]{0,9}\\.json");
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path dir;
    private final Map<String, SortedMap<Integer, PoolVersion>> all = new ConcurrentSkipListMap<>();
    private final Map<String, String> unreadable = new TreeMap<>();

    /** @throws IOException where the folder cannot be made or read */
    Cards(Path pool) throws IOException {
        dir = Files.createDirectories(pool.resolve("models"));
        try (DirectoryStream<Path> models = Files.newDirectoryStream(dir, Files::isDirectory)) {
            for (Path model : models) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(model,
                        file -> FILE.matcher(file.getFileName().toString()).matches())) {
                    files.forEach(this::read);
                }
            }
        }
    }

    private void read(Path file) {
        try {
            PoolVersion found = JSON.readValue(BoundedFile.read(file, LONGEST), PoolVersion.class);
            if (!file.equals(file(found))) {
                throw new IOException("it is the card of " + found.model() + " " + found.version());
            }
            put(found);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
            unreadable.put(dir.relativize(file).toString(), reason);
        }
    }

    private Path file(PoolVersion version) {
        return dir.resolve(version.model()).resolve(version.version() + ".json");
    }

    private void put(PoolVersion version) {
        all.computeIfAbsent(version.model(), model -> new ConcurrentSkipListMap<>()).put(version.version(), version);
    }

    /** Why cards on the disk are not used, by their files. Nothing may be added in their places. */
    Map<String, String> unreadable() {
        return unreadable;
    }

    /** On the disk on return; whoever reads it finds what was there before, or this. */
    void write(PoolVersion version) throws IOException {
        Path file = file(version);
        boolean first = Files.notExists(file.getParent());
        Files.createDirectories(file.getParent());
        if (first) {
            DurableFile.force(dir);
        }
        DurableFile.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(version));
        put(version);
    }

    Optional<PoolVersion> find(String model, int version) {
        return Optional.ofNullable(versions(model).get(version));
    }

    /** By number, also those that were removed. */
    SortedMap<Integer, PoolVersion> versions(String model) {
        return all.getOrDefault(model, new TreeMap<>());
    }

    /** The highest number that is taken, also by a card that cannot be read; 0 for none. */
    int highest(String model) {
        int known = versions(model).isEmpty() ? 0 : versions(model).lastKey();
        return unreadable.keySet().stream().filter(file -> file.startsWith(model + "/"))
                .mapToInt(file -> number(file.substring(model.length() + 1))).reduce(known, Math::max);
    }

    boolean unreadable(String model, int version) {
        return unreadable.containsKey(model + "/" + version + ".json");
    }

    private static int number(String file) {
        return (int) Math.min(Integer.MAX_VALUE - 1, Long.parseLong(file.substring(0, file.indexOf('.'))));
    }

    /** Models and versions in order, also those that were removed. */
    Collection<PoolVersion> all() {
        return all.values().stream().flatMap(versions -> versions.values().stream()).toList();
    }
}
