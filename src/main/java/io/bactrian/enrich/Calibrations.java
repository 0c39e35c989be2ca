package io.bactrian.enrich;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;
import io.bactrian.text.YamlReader;

/** Reads calibrations by channel: {@code {Pressure: {scale: 0.1, offset: -0.02}}}. */
public final class Calibrations {
    private Calibrations() {
    }

    /**
     * @param yaml YAML, and so JSON
     * @throws IOException naming all that is wrong
     */
    public static Map<String, Calibration> parse(String yaml) throws IOException {
        Problems problems = new Problems();
        Map<String, Calibration> channels = read(
                new YamlReader(YamlDocument.parse(yaml.getBytes(StandardCharsets.UTF_8)).root(), "", problems));
        DirectoryReader.refuseFor(problems);
        return channels;
    }

    static Map<String, Calibration> read(YamlReader calibrated) {
        Map<String, Calibration> channels = new HashMap<>();
        calibrated.keys().forEach(name -> channels.put(name, calibration(calibrated.mapping(name))));
        return channels;
    }

    private static Calibration calibration(YamlReader fields) {
        Calibration calibration = new Calibration(fields.number("scale", -Double.MAX_VALUE, Double.MAX_VALUE),
                fields.number("offset", -Double.MAX_VALUE, Double.MAX_VALUE));
        fields.noOthers();
        return calibration;
    }
}
