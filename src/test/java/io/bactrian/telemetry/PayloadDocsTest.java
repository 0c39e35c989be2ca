package io.bactrian.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Each format has a true example in docs/interfaces.md. */
class PayloadDocsTest {
    private static final Pattern EXAMPLE = Pattern.compile("```(json|hex|text) ([a-z-]+)\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Map<String, List<String>> CHANNELS = Map.of("flat-json", List.of("Temperature", "Pressure", "battery"),
            "cbor", List.of("Pressure"), "senml", List.of("Temperature", "Pressure", "mode", "open", "count"), "kubeedge",
            List.of("Temperature"), "kubeedge-text", List.of("Temperature"), "sparkplug", List.of("Pressure"));

    @Test
    void eachExampleIsReadAsTheDocumentSays() throws IOException {
        Map<String, Telemetry> read = read();

        assertThat(read.keySet()).containsExactlyInAnyOrder("flat-json", "cbor", "senml", "tensor", "kubeedge", "kubeedge-text",
                "sparkplug");
        CHANNELS.forEach((format, channels) -> assertThat(read.get(format).channels()).as(format)
                .containsExactlyElementsOf(channels));
        assertThat(read.get("tensor").values()).containsExactly((double) 0.38f, (double) 89.4f);
        assertThat(read.get("cbor").id()).isEqualTo("r-1");
        assertThat(read.get("kubeedge").id()).isEqualTo("e-1041");
        assertThat(read.get("senml").timestamp()).isEqualTo(1_795_431_600_000L);
        assertThat(read.get("sparkplug").timestamp()).isEqualTo(1_795_431_600_123L);
        assertThat(read.get("flat-json").values()).containsExactly(21.5, 0.38, 3.1);
    }

    @Test
    void theTableHasEveryFormat() throws IOException {
        String document = Files.readString(Path.of("docs/interfaces.md"));

        assertThat(PayloadFormat.names()).allSatisfy(name -> assertThat(document).contains("| `" + name + "` |"));
    }

    private static Map<String, Telemetry> read() throws IOException {
        Map<String, Telemetry> read = new LinkedHashMap<>();
        EXAMPLE.matcher(Files.readString(Path.of("docs/interfaces.md"))).results().forEach(example -> {
            String name = example.group(2);
            byte[] payload = example.group(1).equals("hex")
                    ? HexFormat.of().parseHex(example.group(3).replaceAll("\\s", ""))
                    : Payloads.utf8(example.group(3));
            boolean flat = name.equals("flat-json");
            PayloadSettings settings = new PayloadSettings(PayloadFormat.parse(name),
                    flat ? List.of("uplink_message", "decoded_payload") : null, flat ? Map.of("temp", "Temperature") : null,
                    null);
            String topic = name.equals("sparkplug") ? "spBv1.0/plant-1/DBIRTH/edge-1/pump-7" : "devices/pump-7/telemetry";
            read.put(name, Payloads.codec(settings).decode(Payloads.envelope(topic, payload, null)));
        });
        return read;
    }
}
