package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;
import io.bactrian.files.Room;
import io.bactrian.text.BoundedFile;

/**
 * The folder of what was delivered, {@code models/NAME/VERSION/}, beside {@code incoming/KEY/} of what is on its way. Each version has
 * a note, {@code .delivered.json}, that came with it in one step; without one it is not ours and not touched. Any thread.
 */
final class VersionStore {
    private static final Logger LOG = Logger.getLogger(VersionStore.class);
    static final String NOTE = ".delivered.json";
    private static final int LONGEST_NOTE = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path models;
    private final Path incoming;
    private final Room room;
    private final Map<String, Map<Integer, Delivered>> all = new ConcurrentHashMap<>();

    /** @throws IOException where the folder cannot be made or read */
    VersionStore(Path dir, Room room) throws IOException {
        this.room = room;
        models = Files.createDirectories(dir.resolve("models"));
        incoming = Files.createDirectories(dir.resolve("incoming"));
        for (Path model : Folders.in(models)) {
            for (Path version : Folders.in(model)) {
                read(version);
            }
        }
        room.found(Folders.size(models) + Folders.size(incoming));
    }

    private void read(Path folder) {
        try {
            Delivered found = JSON.readValue(BoundedFile.read(folder.resolve(NOTE), LONGEST_NOTE), Delivered.class);
            if (folder.equals(folder(found.model(), found.version())) && found.digest() != null) {
                put(found);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("%s is left alone: it has no note of its delivery that can be read (%s)", folder, e.getMessage());
        }
    }

    Path models() {
        return models;
    }

    Path incoming(String key) {
        return incoming.resolve(key);
    }

    private Path folder(String model, int version) {
        return models.resolve(model).resolve(Integer.toString(version));
    }

    private void put(Delivered delivered) {
        all.computeIfAbsent(delivered.model(), name -> new ConcurrentHashMap<>()).put(delivered.version(), delivered);
    }

    /** Null where that version was not delivered. */
    Delivered find(String model, int version) {
        return all.getOrDefault(model, Map.of()).get(version);
    }

    List<Delivered> all() {
        return all.values().stream().flatMap(versions -> new TreeMap<>(versions).values().stream()).toList();
    }

    /** Whether its folder is still there. */
    boolean present(Delivered delivered) {
        return Files.isDirectory(folder(delivered.model(), delivered.version()));
    }

    /**
     * A folder with all files of a version becomes that version, in one step.
     *
     * @throws IOException where it cannot be moved there, or something that is not ours is there
     */
    void accept(Path unpacked, Delivered delivered) throws IOException {
        Files.write(unpacked.resolve(NOTE), JSON.writeValueAsBytes(delivered));
        Folders.force(unpacked);
        Path folder = folder(delivered.model(), delivered.version());
        Delivered before = find(delivered.model(), delivered.version());
        if (before != null) {
            remove(before);
        } else if (Files.exists(folder)) {
            throw new IOException(folder + " is there, and was not delivered; move it away");
        }
        Files.createDirectories(folder.getParent());
        Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.force(folder.getParent());
        DurableFile.force(models);
        put(delivered);
    }

    /** It is ordered by another order now, or to come into service in another way. */
    void note(Delivered changed) throws IOException {
        DurableFile.replace(folder(changed.model(), changed.version()).resolve(NOTE), JSON.writeValueAsBytes(changed));
        put(changed);
    }

    /** Removes it in one step, then its files. */
    void remove(Delivered delivered) throws IOException {
        Path folder = folder(delivered.model(), delivered.version());
        Path gone = incoming.resolve("removed-" + System.nanoTime());
        if (Files.exists(folder)) {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
        }
        all.getOrDefault(delivered.model(), Map.of()).remove(delivered.version());
        discard(gone);
    }

    /** Removes a folder below {@code incoming}. */
    void discard(Path folder) throws IOException {
        long size = Folders.size(folder);
        Folders.delete(folder);
        room.give(size);
    }

    /** The folders of what is on its way, or was. */
    List<Path> incoming() throws IOException {
        return Folders.in(incoming);
    }
}
