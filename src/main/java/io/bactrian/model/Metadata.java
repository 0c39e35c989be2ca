package io.bactrian.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lists in the metadata properties of an ONNX file. */
final class Metadata {
    private Metadata() {
    }

    /** The comma-separated values of the first of these properties that is there; empty where none is, or a value is blank. */
    static List<String> list(Map<String, String> metadata, String... keys) {
        List<String> values = Stream.of(keys).map(metadata::get).filter(text -> text != null && !text.isBlank()).findFirst()
                .map(text -> Stream.of(text.split(",", -1)).map(String::strip).toList()).orElse(List.of());
        return values.stream().anyMatch(String::isEmpty) ? List.of() : values;
    }
}
