package io.bactrian.rollout;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;

/**
 * In one folder a file {@code <model>.json} a model, and {@code <model>.history} with its latest events; each is replaced in one step. One
 * thread at a time.
 */
final class StateStore {
    private static final Logger LOG = Logger.getLogger(StateStore.class);
    private static final String ENDING = ".json";
    private static final String HISTORY = ".history";
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final String LOST_STATE = "nothing is remembered of this model's versions";
    private static final String LOST_HISTORY = "what is shown of the model's past begins now";

    private final Path dir;
    /** Models whose file is there and could not be read: it is not written over. */
    private final Set<String> unread = new TreeSet<>();
    private volatile String problem;

    /** A folder that cannot be made or used is a {@link #problem()} and no more: devices are answered without it. */
    StateStore(Path dir) {
        this.dir = dir;
        check();
    }

    /** What makes the folder unusable and what to do, or null; a full disk is not among it. Any thread. */
    String problem() {
        return problem;
    }

    /** Makes the folder where it is missing, and checks whether it can be used. */
    void check() {
        String now = null;
        try {
            Files.createDirectories(dir);
            if (!Files.isWritable(dir) || !Files.isReadable(dir)) {
                now = dir.toAbsolutePath() + " cannot be read and written by the user of this process";
            }
        } catch (IOException e) {
            now = dir.toAbsolutePath() + " cannot be made: " + e;
        }
        if (now == null && !unread.isEmpty()) {
            now = "the files of " + unread + " in " + dir.toAbsolutePath() + " cannot be read, and are left as they are";
        }
        now = now == null
                ? null
                : now + "; what happens to versions is forgotten at a restart: give the folder to that user, or set "
                        + "bactrian.rollout.dir to one that can be written to, and restart";
        if (now != null && !now.equals(problem)) {
            LOG.error("Rollout state: " + now);
        } else if (now == null && problem != null) {
            LOG.info("The folder of the rollout state can be used again");
        }
        problem = now;
    }

    /** The models that have state; none where the folder cannot be read. */
    Set<String> models() {
        Set<String> models = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "[!.]*" + ENDING)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                models.add(name.substring(0, name.length() - ENDING.length()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.errorf("Rollout state: %s cannot be read: %s", dir, e);
        }
        return models;
    }

    /**
     * The state of a model, nothing where there is no file or it cannot be read; one that is damaged is renamed to
     * {@code .corrupt}.
     */
    PersistedState read(String model) {
        Path file = dir.resolve(model + ENDING);
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            return PersistedState.EMPTY;
        } catch (IOException e) {
            LOG.errorf("Rollout state: %s cannot be read: %s. Nothing is remembered of this model's versions.", file, e);
            if (has(model)) {
                unread.add(model);
            }
            return PersistedState.EMPTY;
        }
    }

    private static PersistedState read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            PersistedState state = JSON.readValue(content, PersistedState.class);
            if (state != null) {
                return state;
            }
            quarantine(file, "it holds nothing", LOST_STATE);
        } catch (JacksonException e) {
            quarantine(file, e.getOriginalMessage(), LOST_STATE);
        }
        return PersistedState.EMPTY;
    }

    /** The latest events of a model, oldest first; none where there is no file, or it cannot be read. */
    List<ModelEvent> history(String model) {
        Path file = dir.resolve(model + HISTORY);
        try {
            return events(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.warnf("Rollout state: %s cannot be read: %s. %s.", file, e, LOST_HISTORY);
            return List.of();
        }
    }

    private static List<ModelEvent> events(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            ModelEvent[] events = JSON.readValue(content, ModelEvent[].class);
            return events == null ? List.of() : Stream.of(events).filter(Objects::nonNull).toList();
        } catch (JacksonException e) {
            quarantine(file, e.getOriginalMessage(), LOST_HISTORY);
            return List.of();
        }
    }

    private static void quarantine(Path file, String reason, String lost) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.warnf("%s is damaged (%s) and has been renamed to %s: %s", file, reason, aside, lost);
    }

    /** Whether the model's file is there. */
    boolean has(String model) {
        return Files.exists(dir.resolve(model + ENDING), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns once the state is on the disk. */
    void write(String model, PersistedState state) throws IOException {
        if (unread.contains(model)) {
            if (has(model)) {
                throw new IOException(dir.resolve(model + ENDING) + " could not be read, and is not written over");
            }
            unread.remove(model);
        }
        DurableFile.replace(dir.resolve(model + ENDING), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
    }

    /** Returns once the events are on the disk. */
    void writeHistory(String model, List<ModelEvent> events) throws IOException {
        DurableFile.replace(dir.resolve(model + HISTORY), JSON.writeValueAsBytes(events));
    }
}
