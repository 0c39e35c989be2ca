package io.bactrian.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.bactrian.text.MalformedText;
import io.bactrian.text.Utf8;
import io.bactrian.text.YamlDocument;

/** Reads a file of bounded size as a tree. What a parser could read in another way than a person is rejected. */
public final class Document {
    private static final int MOST_LEVELS = 32;
    private static final ObjectMapper JSON = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build()).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final int MOST_MANIFEST = 1 << 20;
    private static final int MOST_GOLDEN = 16 << 20;

    private Document() {
    }

    /** @throws ModelRejectedException naming the file and the place in it */
    static YamlDocument manifest(Path file) throws ModelRejectedException {
        try {
            return YamlDocument.parse(read(file, ResolvedFile::open, MOST_MANIFEST));
        } catch (MalformedText e) {
            throw new ModelRejectedException("model.yaml, " + e.getMessage());
        } catch (IOException e) {
            throw new ModelRejectedException("model.yaml " + e.getMessage());
        }
    }

    /**
     * {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers.
     *
     * @throws ModelRejectedException naming the file and the place in it
     */
    static JsonNode golden(Path file) throws ModelRejectedException {
        try {
            return json(Utf8.decodeJson(read(file, ResolvedFile::open, MOST_GOLDEN)));
        } catch (MalformedText e) {
            throw new ModelRejectedException("golden.json, " + e.getMessage());
        } catch (IOException e) {
            throw new ModelRejectedException("golden.json " + e.getMessage());
        }
    }

    private static JsonNode json(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                JsonNode root = JSON.readTree(parser);
                if (parser.nextToken() != null) {
                    throw new JsonParseException(parser, "more after the end; expected one object");
                }
                return root == null ? MissingNode.getInstance() : root;
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                String problem = e.getOriginalMessage().lines().findFirst().orElse("no JSON").replaceAll(", from `[^`]*`", "");
                throw new MalformedText(at.getLineNr(), at.getColumnNr(), problem);
            }
        }
    }

    /** @throws IOException saying that the file cannot be read, or is longer than {@code most} bytes */
    public static byte[] read(Path file, int most) throws IOException {
        return read(file, Files::newByteChannel, most);
    }

    private interface Opening {
        SeekableByteChannel open(Path file) throws IOException;
    }

    private static byte[] read(Path file, Opening opening, int most) throws IOException {
        byte[] content;
        try (InputStream in = Channels.newInputStream(opening.open(file))) {
            content = in.readNBytes(most + 1);
        } catch (IOException e) {
            throw new IOException("cannot be read: " + e, e);
        }
        if (content.length > most) {
            throw new IOException("is longer than " + most + " bytes; expected a short text");
        }
        return content;
    }
}
