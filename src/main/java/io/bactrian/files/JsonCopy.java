package io.bactrian.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.text.BoundedFile;

/** What was last known, as a JSON file that is replaced at once: for a start at which whoever knows more does not answer. One thread. */
public final class JsonCopy<T> {
    private static final Logger LOG = Logger.getLogger(JsonCopy.class);
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path file;
    private final Class<T> type;
    private final int mostBytes;
    private final String name;
    private final String without;

    /**
     * @param mostBytes what is longer is not read
     * @param name      what is in it, as the log says: {@code Orders}
     * @param without   what is so where it cannot be used, a sentence for the log
     */
    public JsonCopy(Path file, Class<T> type, int mostBytes, String name, String without) {
        this.file = file;
        this.type = type;
        this.mostBytes = mostBytes;
        this.name = name;
        this.without = without;
    }

    /**
     * Null where there is none that can be used; one that is damaged or has a flaw is renamed to {@code .corrupt}, and logged.
     *
     * @param flaw what is wrong with the content; gives null for nothing
     */
    public T read(Function<T, String> flaw) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            T content = JSON.readValue(BoundedFile.read(file, mostBytes), type);
            String found = content == null ? "it holds nothing" : flaw.apply(content);
            if (found == null) {
                return content;
            }
            setAside(found);
        } catch (JacksonException e) {
            setAside(e.getOriginalMessage());
        } catch (IOException e) {
            LOG.errorf("%s: %s cannot be read: %s. %s", name, file, e, without);
        }
        return null;
    }

    private void setAside(String reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.errorf("%s: %s cannot be used (%s) and has been renamed to %s. %s", name, file, reason, aside, without);
        } catch (IOException e) {
            LOG.errorf("%s: %s cannot be used (%s), nor renamed to %s: %s. %s", name, file, reason, aside, e, without);
        }
    }

    /** Returns once it is on the disk; its folder is made where it is missing. */
    public void write(T content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        DurableFile.replace(file, JSON.writeValueAsBytes(content));
    }
}
