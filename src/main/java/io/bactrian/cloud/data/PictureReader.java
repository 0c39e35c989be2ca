package io.bactrian.cloud.data;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.Parsed.Key;
import io.bactrian.cloud.data.Parsed.Picture;
import io.bactrian.text.Excerpt;
import io.bactrian.text.JsonDocument;

/** The sample of a picture: its headers become a line, and the picture a file. */
final class PictureReader {
    private static final String TYPE = "io.bactrian.picture.v1";
    private static final String DEVICES = "/devices/";
    private static final Map<String, String> ENDINGS = Map.of("image/jpeg", ".jpg", "image/png", ".png");
    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int LONGEST_NAME = 60;
    private static final int DIGEST_BYTES = 8;

    private PictureReader() {
    }

    static boolean isPicture(Map<String, String> headers) {
        return TYPE.equals(headers.get("ce_type"));
    }

    static Parsed read(Incoming record, Instant now) throws UnreadableException {
        Map<String, String> headers = record.headers();
        String ending = ENDINGS.get(headers.getOrDefault("content-type", ""));
        if (ending == null) {
            throw new UnreadableException("its content-type is " + Excerpt.quoted(headers.get("content-type"))
                    + "; expected image/jpeg or image/png");
        }
        Key key = new Key(device(IncomingReader.header(headers, "ce_source")), IncomingReader.header(headers, "ce_id"));
        String model = IncomingReader.model(IncomingReader.header(headers, "ce_model"));
        Instant at = IncomingReader.instant("ce_time", IncomingReader.header(headers, "ce_time"));
        Picture picture = new Picture(name(key) + ending, record.value());
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", key.id()).put("device", key.device()).put("ts", at.toEpochMilli());
        json(headers, "ce_labels", "labels", line);
        line.put("model", model).put("version", headers.getOrDefault("ce_modelversion", ""));
        json(headers, "ce_outputs", "outputs", line);
        if (headers.containsKey("ce_label")) {
            line.put("answer", headers.get("ce_label"));
        }
        line.put("picture", picture.name());
        byte[] text = Lines.with(Lines.collected(now, headers), line.toString().getBytes(StandardCharsets.UTF_8));
        return new Parsed(Kind.SAMPLE, model, key, at.toEpochMilli(), text, picture);
    }

    private static void json(Map<String, String> headers, String header, String member, ObjectNode line)
            throws UnreadableException {
        String text = headers.get(header);
        if (text == null) {
            return;
        }
        try {
            JsonNode node = JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
            line.set(member, node);
        } catch (IOException e) {
            throw new UnreadableException(
                    "its header " + header + " is no JSON: " + Excerpt.visible(e.getMessage(), LONGEST_NAME));
        }
    }

    private static String device(String source) throws UnreadableException {
        if (!source.startsWith(DEVICES)) {
            throw new UnreadableException(
                    "its ce_source is " + Excerpt.quoted(source) + "; expected /devices/ and the device's name");
        }
        try {
            return URLDecoder.decode(source.substring(DEVICES.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("its ce_source is " + Excerpt.quoted(source) + "; expected it percent-encoded");
        }
    }

    /** Whether a file in the folder of pictures may have that name. */
    static boolean isName(String text) {
        return !NO_NAME.matcher(text).find() && !text.isEmpty() && !text.equals(".") && !text.equals("..");
    }

    /** What a person finds it by, and a digest, for ids that no file can be named by. */
    private static String name(Key key) {
        String readable = NO_NAME.matcher(key.device() + "~" + key.id()).replaceAll("_");
        return readable.substring(0, Math.min(readable.length(), LONGEST_NAME)) + "." + digest(key);
    }

    private static String digest(Key key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((key.device() + "\n" + key.id()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
