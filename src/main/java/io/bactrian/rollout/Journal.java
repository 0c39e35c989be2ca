package io.bactrian.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/** One file {@code <model>.json} a model in one folder, each replaced at once. One thread at a time. */
final class Journal {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final String ENDING = ".json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path dir;

    /** @throws UncheckedIOException when the folder can neither be found nor made */
    Journal(Path dir) {
        this.dir = dir;
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(dir + " cannot be made: " + e.getMessage()
                    + "; set bactrian.rollout.dir to a folder that can be written to", e);
        }
    }

    /** The models of which something is noted. */
    Set<String> models() {
        Set<String> models = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "[!.]*" + ENDING)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                models.add(name.substring(0, name.length() - ENDING.length()));
            }
        } catch (IOException e) {
            throw unreadable(dir, e);
        }
        return models;
    }

    /** What is noted of a model, nothing where there is no file; one that is damaged is set aside as {@code .corrupt}. */
    Notes read(String model) {
        Path file = dir.resolve(model + ENDING);
        try {
            return Files.exists(file) ? read(file) : Notes.EMPTY;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static UncheckedIOException unreadable(Path path, IOException cause) {
        return new UncheckedIOException(path + " cannot be read: " + cause.getMessage() + "; correct bactrian.rollout.dir",
                cause);
    }

    private static Notes read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            Notes notes = JSON.readValue(content, Notes.class);
            if (notes != null) {
                return notes;
            }
            setAside(file, "it holds nothing");
        } catch (JacksonException e) {
            setAside(file, e.getOriginalMessage());
        }
        return Notes.EMPTY;
    }

    private static void setAside(Path file, String reason) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.warnf("%s is damaged (%s) and has been set aside as %s: nothing is remembered of this model's versions", file,
                reason, aside);
    }

    /** Returns once the notes are on the disk. */
    void write(String model, Notes notes) throws IOException {
        Path fresh = dir.resolve("." + model + ENDING + ".new");
        ByteBuffer content = ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(notes));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, dir.resolve(model + ENDING), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(dir, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeParseException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }
}
