package io.bactrian.cloud.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lines become samples. Thread-safe. */
final class SampleDecoder {
    private static final ObjectReader JSON = JsonMapper.builder().build().readerFor(ObjectNode.class);

    private final Folder folder;

    SampleDecoder(Folder folder) {
        this.folder = folder;
    }

    LabelledSample sample(SampleRows.Line line) {
        ObjectNode json = object(line.text());
        JsonNode collected = json.remove(Lines.COLLECTED);
        JsonNode picture = json.remove("picture");
        if (picture != null && picture.isTextual() && PictureReader.isName(picture.textValue())) {
            json.put("picture", folder.pictures(line.file()).resolve(picture.textValue()).toString());
        }
        Map<String, String> labels = new TreeMap<>();
        json.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        LabelJoin.Said said = line.said();
        return new LabelledSample(line.row().id(), line.row().device(), Instant.ofEpochMilli(line.row().at()), labels, json,
                said == null ? null : said.label(), said == null ? Double.NaN : said.value(), said == null ? null : said.by(),
                said == null ? null : Instant.ofEpochMilli(said.at()), collected.path("reason").asText(""),
                collected.path("probability").asDouble(Double.NaN), json.path("version").asText(""));
    }

    static ObjectNode object(byte[] line) {
        try {
            return JSON.readValue(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
