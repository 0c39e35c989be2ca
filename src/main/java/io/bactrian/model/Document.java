package io.bactrian.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** A file of a version's folder as a tree; a key that is there twice, a second document and a file without end are refused. */
final class Document {
    private static final ObjectMapper YAML = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final ObjectMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final int MOST_YAML = 1 << 20;
    private static final int MOST_JSON = 16 << 20;

    private Document() {
    }

    /** @throws ModelRefused naming the file and the place in it */
    static JsonNode yaml(Path file) throws ModelRefused {
        return read(file, "model.yaml", YAML, MOST_YAML);
    }

    /**
     * {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers.
     *
     * @throws ModelRefused naming the file and the place in it
     */
    static JsonNode json(Path file) throws ModelRefused {
        return read(file, "golden.json", JSON, MOST_JSON);
    }

    private static JsonNode read(Path file, String name, ObjectMapper mapper, int most) throws ModelRefused {
        try (InputStream in = Channels.newInputStream(ResolvedFile.open(file))) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new ModelRefused(name + " is longer than " + most + " bytes; expected a short text");
            }
            return mapper.readTree(content);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ModelRefused(name + place + ": " + e.getOriginalMessage().lines().findFirst().orElse("cannot be read"));
        } catch (IOException e) {
            throw new ModelRefused(name + " cannot be read: " + e);
        }
    }
}
