package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.apache.commons.io.file.PathUtils;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;

/** {@code <model>/state.json} and a folder a training beside it, of which the newest are kept. One thread at a time for each model. */
final class TrainingStore {
    static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final Logger LOG = Logger.getLogger(TrainingStore.class);
    private static final String STATE = "state.json";
    private static final int FOLDERS_KEPT = 5;

    private final Path dir;

    /** @throws IOException where the folder cannot be made or written */
    TrainingStore(Path dir) throws IOException {
        this.dir = dir.toAbsolutePath();
        Files.createDirectories(this.dir);
        if (!Files.isWritable(this.dir)) {
            throw new IOException(this.dir + " cannot be written");
        }
    }

    /** A damaged file is put aside, and the log says so. */
    ModelTraining read(String model) throws IOException {
        Path file = dir.resolve(model).resolve(STATE);
        if (!Files.exists(file)) {
            return ModelTraining.NOTHING;
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), ModelTraining.class);
        } catch (JacksonException e) {
            Path aside = file.resolveSibling(STATE + ".corrupt");
            PathUtils.deleteFile(aside);
            Files.move(file, aside);
            LOG.errorf("Training of %s: %s is damaged and put aside as %s; its history is lost: %s", model, file,
                    aside.getFileName(), e.getOriginalMessage());
            return ModelTraining.NOTHING;
        }
    }

    /** On the disk once this returns. */
    void write(String model, ModelTraining state) throws IOException {
        Path folder = dir.resolve(model);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DurableFile.force(dir);
        }
        DurableFile.replace(folder.resolve(STATE), JSON.writeValueAsBytes(state));
    }

    /** Where a training works. */
    Path folder(String model, String training) {
        return dir.resolve(model).resolve(training);
    }

    /** An empty folder for a training, whatever an earlier start has left there. */
    Path fresh(String model, String training) throws IOException {
        Path folder = folder(model, training);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            PathUtils.deleteDirectory(folder);
        }
        return Files.createDirectories(folder);
    }

    /** Removes the folders of older trainings. */
    void prune(String model) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(dir.resolve(model), Files::isDirectory)) {
            all.forEach(folders::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        folders.sort(Comparator.comparing(each -> each.getFileName().toString(), Comparator.reverseOrder()));
        for (Path old : folders.subList(Math.min(FOLDERS_KEPT, folders.size()), folders.size())) {
            PathUtils.deleteDirectory(old);
        }
    }
}
