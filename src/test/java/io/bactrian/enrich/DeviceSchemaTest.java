package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.text.EditorSchema;
import io.bactrian.text.SchemaAgreement;

/** The schema that editors use for the device directory and our reader accept and reject the same. */
class DeviceSchemaTest {
    private final EditorSchema schema = new EditorSchema("devices.schema.json");

    private static DirectoryReader.Content read(String yaml) throws IOException {
        return DirectoryReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean reads(String yaml) {
        try {
            return read(yaml).directory() != null;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default: ?", "default: {model: ?}", "default: {model: m, version: ?}",
        "default: {model: m, labels: ?}",
        "default: {model: m, labels: {site: ?}}", "default: {model: m, channels: ?}", "default: {model: m, channels: {a: ?}}",
        "default: {model: m, channels: {a: {scale: ?}}}", "default: {model: m, channels: {a: {offset: ?}}}",
        "default: refuse\ndevices: ?", "default: refuse\ndevices: {p: ?}", "default: refuse\ndevices: {p: {model: ?}}",
        "default: refuse\ndevices: {p: {model: m, version: ?}}", "default: {model: m, payload: ?}",
        "default: {model: m, payload: {format: ?}}", "default: {model: m, payload: {format: flat-json, path: ?}}",
        "default: {model: m, payload: {names: ?}}", "default: {model: m, payload: {names: {a: ?}}}",
        "default: {model: m, payload: {format: tensor, datatype: ?}}", "default: {model: m, assemble: ?}",
        "default: {model: m, assemble: {within: ?}}", "default: {model: m, assemble: {within: 5s, missing: ?}}"})
    void readerAndSchemaAgreeOnEveryValueOf(String field) {
        assertThat(new SchemaAgreement(schema, DeviceSchemaTest::reads).disagreements(field)).isEmpty();
    }

    @Test
    void theSchemaHasTheKeysThatTheReaderKnows() {
        Map<String, String> unknown = Map.of("Bactrian device directory", "{default: refuse, ?}", "Profile",
                "default: {model: m, ?}", "Calibration", "default: {model: m, channels: {a: {?}}}", "Payload",
                "default: {model: m, payload: {?}}", "Assembly",
                "default: {model: m, assemble: {within: 5s, ?}}");

        assertThat(schema.keys()).containsOnlyKeys(unknown.keySet());
        unknown.forEach((title, mapping) -> {
            String document = mapping.replace("?", "unknown-to-anybody: 1");
            assertThatThrownBy(() -> read(document))
                    .hasMessageEndingWith("unknown-to-anybody is no known key; expected one of " + schema.keys().get(title));
            assertThat(schema.accepts(document)).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            default: {model: m, version: 1.0}  | a whole number is written without a point
                                            default: {model: m, version: 01}   | or a zero in front
                                            default: &x {model: m}             | anchors, aliases and tags are not read
                                            default: !!str refuse              | see above
                                            default: {model: m, payload: {path: [a]}} | a path is for flat formats
                                            default: {model: m, payload: {format: tensor, names: {a: b}}} | tensors have no names
                                            default: {model: m, payload: {datatype: INT8}} | a datatype is for tensors
                                            """)
    void theSchemaCannotSayThat(String document, String why) {
        assertThat(reads(document)).as(why).isFalse();
        assertThat(schema.accepts(document)).as(why).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "refuse", "devices: {p: {model: m}}", "default:", "default: refuse\ndefault: refuse",
        "default: refuse\ndevices: {p: {model: m}, p: {model: m}}", "default: refuse\ndevices: {\"\": {model: m}}",
        "default: refuse\ndevices: {a#: {model: m}}", "default: refuse\ndevices: {a+b: {model: m}}"})
    void bothRejectWhatNoSingleValueShows(String document) {
        assertThat(reads(document)).isFalse();
        assertThat(schema.accepts(document)).isFalse();
    }

    @Test
    void theSchemaIsValidAndDescribesEachKey() {
        assertThat(schema.isValid()).isTrue();
        assertThat(schema.undescribed()).isEmpty();
    }
}
