package io.bactrian.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.bactrian.files.DurableFile;

/** A JSON file that is replaced at once; it is needed over a restart only, so that what is wrong with it stops nobody. One thread. */
final class StateFile<T> {
    private static final Logger LOG = Logger.getLogger(StateFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final String content;
    private volatile String problem;

    /** @param content what is in it, for people: {@code the quotas of samples} */
    StateFile(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /** Gives what is there to {@code taker}; a file that cannot be read, or that the taker cannot use, is renamed to {@code .corrupt}. */
    void read(TypeReference<T> type, Consumer<T> taker) {
        try {
            taker.accept(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            LOG.debugf("%s is not there yet", file);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            setAside(e.getMessage());
        } catch (IOException e) {
            setAside(e.toString());
        }
    }

    private void setAside(String reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warnf("%s cannot be read (%s) and has been renamed to %s: %s begin anew", file, reason, aside, content);
        } catch (IOException e) {
            LOG.warnf("%s cannot be read (%s): %s begin anew", file, reason, content);
        }
    }

    /** @return how many bytes it has; below 0 where it could not be written, which {@link #problem()} then says */
    long write(T state) {
        try {
            byte[] bytes = JSON.writeValueAsBytes(state);
            Files.createDirectories(file.getParent());
            DurableFile.replace(file, bytes);
            problem = null;
            return bytes.length;
        } catch (IOException e) {
            if (problem == null) {
                LOG.errorf("%s cannot be written: %s. After a restart %s begin anew.", file, e, content);
            }
            problem = file.toAbsolutePath() + " cannot be written: " + e + "; after a restart " + content
                    + " begin anew: make its folder writable, or free space";
            return -1;
        }
    }

    /** Why it cannot be written and what to do, or null. Any thread. */
    String problem() {
        return problem;
    }
}
