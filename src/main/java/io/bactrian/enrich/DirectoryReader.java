package io.bactrian.enrich;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.telemetry.PayloadSettings;
import io.bactrian.text.Places;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;
import io.bactrian.text.YamlReader;

/** Reads a device directory, and reports all errors together. */
final class DirectoryReader {
    private final Problems problems;

    private DirectoryReader(Problems problems) {
        this.problems = problems;
    }

    /** @param places the places of its values, for errors found later */
    record Content(DeviceDirectory directory, Places places) {
    }

    /** @throws IOException naming each field that is wrong, with line and column */
    static Content read(byte[] content) throws IOException {
        YamlDocument document = YamlDocument.parse(content);
        Problems problems = new Problems(document.places());
        DeviceDirectory directory = new DirectoryReader(problems).directory(document.root());
        refuseFor(problems);
        return new Content(directory, document.places());
    }

    static void refuseFor(Problems problems) throws IOException {
        if (!problems.none()) {
            throw new InvalidDirectoryException(problems.all());
        }
    }

    private DeviceDirectory directory(JsonNode root) {
        YamlReader all = new YamlReader(root, "", problems);
        DeviceProfile otherwise = null;
        if (!all.has("default")) {
            problems.add("default is missing; expected {model: NAME} for devices not named here, or refuse");
        } else if (all.value("default").isValueNode()) {
            if (!all.value("default").asText().equals("refuse")) {
                problems.add("default is '" + all.value("default").asText() + "'; expected refuse or {model: NAME}");
            }
        } else {
            otherwise = profile(all.mapping("default"));
        }
        Map<String, DeviceProfile> devices = new HashMap<>();
        YamlReader named = all.mapping("devices");
        for (String name : named.keys()) {
            if (!name.matches("[^/+#\\s\\p{Cntrl}]+(/[^/+#\\s\\p{Cntrl}]+)?")) {
                problems.add(named.at(name)
                        + " is no name of a device; expected a level of a topic, or two, without + # and spaces");
            }
            devices.put(name, profile(named.mapping(name)));
        }
        all.noOthers();
        return problems.none() ? new DeviceDirectory(devices, otherwise) : null;
    }

    private DeviceProfile profile(YamlReader fields) {
        if (!fields.has("model")) {
            problems.add(fields.at("model") + " is missing; expected the name of a model");
        }
        String model = fields.text("model");
        Integer version = fields.whole("version", 1, Integer.MAX_VALUE);
        Map<String, String> labels = new HashMap<>();
        YamlReader given = fields.mapping("labels");
        given.keys().forEach(key -> labels.put(key, given.text(key)));
        Map<String, Calibration> channels = Calibrations.read(fields.mapping("channels"));
        PayloadSettings payload = fields.has("payload") ? PayloadEntries.payload(fields.mapping("payload"), problems) : null;
        Assembly assembly = fields.has("assemble") ? PayloadEntries.assembly(fields.mapping("assemble"), problems) : null;
        fields.noOthers();
        labels.values().removeIf(Objects::isNull);
        return model == null ? null : new DeviceProfile(model, version, labels, channels, null, null, payload, assembly);
    }
}
