package io.bactrian.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.train.Dataset.Series;

class JsonLinesTest {
    @TempDir
    private Path folder;

    @Test
    void flatObjectsAreRows() throws IOException {
        Dataset data = Reading.json(json("\uFEFF{\"device\":\"x\",\"a\":1,\"label\":\"off\",\"b\":2}\n\n"
                + "{\"b\":4e1,\"a\":3,\"device\":\"x\",\"label\":\"on\"}\n"), "label", Columns.Target.LABEL);

        assertThat(data.channels()).containsExactly("a", "b");
        assertThat(data.labels()).containsExactly("off", "on");
        assertThat(data.series()).hasSize(1);
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{1, 2}, {3, 40}});
    }

    @Test
    void telemetryMessagesAreRowsOfTheirValues() throws IOException {
        Dataset data = Reading.json(json("{\"id\":\"r-1\",\"ts\":17,\"values\":{\"Volume Flow RateRMS\":5,\"a.b\":1}}\n"
                + "{\"id\":\"r-2\",\"values\":{\"a.b\":2,\"Volume Flow RateRMS\":6}}"), "Volume Flow RateRMS",
                Columns.Target.NUMBER);

        assertThat(data.channels()).containsExactly("a.b");
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{1}, {2}});
        assertThat(data.series().get(0).target()).containsExactly(5, 6);
    }

    @Test
    void whatBactrianWritesToKafkaIsReadByDeviceWithALabelFromItsLabels() throws IOException {
        ByteArrayOutputStream samples = new ByteArrayOutputStream();
        for (int r = 0; r < 4; r++) {
            String device = r % 2 == 0 ? "pump-1" : "pump-2";
            samples.write(RealSample.of(device, "r-" + r, "{\"id\":\"r-%d\",\n\"values\":{\"a\":%d,\"b\":0.5}}".formatted(r, r),
                    Map.of("site", "demo", "fault", r % 2 == 0 ? "none" : "wear")));
            samples.write('\n');
        }

        Dataset data = Reading.json(json(samples.toString(UTF_8)), "labels.fault", Columns.Target.LABEL);

        assertThat(data.channels()).containsExactly("a", "b");
        assertThat(data.labels()).containsExactly("none", "wear");
        assertThat(data.series()).extracting(Series::device).containsExactly("pump-1", "pump-2");
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{0, 0.5}, {2, 0.5}});
        assertThat(data.series().get(1).target()).containsExactly(1, 1);
    }

    @Test
    void aMessageThatComesAgainCountsOnce() throws IOException {
        Dataset data = Reading.json(json("""
                                         {"id":"1","values":{"a":1}}
                                         {"id":"2","values":{"a":2}}
                                         {"id":"1","values":{"a":1}}
                                         """), null, Columns.Target.NONE);

        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{1}, {2}});
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"values\":{\"a\":\"2\"}} | column 'a' is '2', expected a finite number",
        "{\"values\":{\"a\":null}} | column 'a' is missing, expected a finite number",
        "{\"values\":{}} | column 'a' is missing",
        "{\"values\":{\"a\":{\"x\":1}}} | column 'a' is '{\"x\":1}'",
        "{\"values\":{\"a\":1} | is no JSON: Unexpected end-of-input",
        "{\"values\":{\"a\":NaN}} | is no JSON: Non-standard token 'NaN'",
        "{\"values\":{\"a\":1,\"a\":2}} | is no JSON: Duplicate field 'a'",
        "7 | is a JSON number, expected an object"})
    void aBadLineIsNamed(String line, String expected) throws IOException {
        Path json = json("{\"values\":{\"a\":1}}\n" + line);

        assertThatThrownBy(() -> Reading.json(json, null, Columns.Target.NONE)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll(json + ", line 2", expected, "--format");
    }

    @Test
    void valuesByPositionAreRefused() throws IOException {
        Path json = json("{\"features\":[1,2]}");

        assertThatThrownBy(() -> Reading.json(json, null, Columns.Target.NONE))
                .hasMessageContainingAll("line 1 has no channels", "values by name");
    }

    @Test
    void aTargetThatIsNotThereIsNamed() throws IOException {
        Path json = json("{\"values\":{\"a\":1},\"labels\":{\"fault\":\"none\"}}\n{\"values\":{\"a\":1}}");

        assertThatThrownBy(() -> Reading.json(json, "label", Columns.Target.LABEL))
                .hasMessageContainingAll("no column 'label'", "line 1 has [a]", "--target");
        assertThatThrownBy(() -> Reading.json(json, "labels.fault", Columns.Target.LABEL))
                .hasMessageContainingAll("line 2, column 'labels.fault' is missing, expected a label", "--target");
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsNamed() throws IOException {
        Path binary = Files.write(folder.resolve("b.jsonl"), new byte[]{'{', (byte) 0xff, '}'});

        assertThatThrownBy(() -> Reading.json(folder.resolve("absent.jsonl"), null, Columns.Target.NONE))
                .isInstanceOf(TrainingException.class).hasMessageContainingAll("Cannot read", "absent.jsonl");
        assertThatThrownBy(() -> Reading.json(binary, null, Columns.Target.NONE)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("Cannot read", "UTF-8");
    }

    private Path json(String text) throws IOException {
        return Files.writeString(folder.resolve("x.jsonl"), text);
    }
}
