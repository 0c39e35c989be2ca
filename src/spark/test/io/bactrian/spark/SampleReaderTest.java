package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

import io.bactrian.train.WindowFeatures;

class SampleReaderTest {
    private static final WindowFeatures FEATURES = new WindowFeatures(Sample.WINDOW);
    private static final SampleReader READER = new SampleReader(8, FEATURES, "/label", 1);
    private static final Sample SAMPLE = Sample.normal(3, 1).get(0);

    @Test
    void aSampleBecomesTheFeaturesOfItsWindow() {
        Row row = only(SAMPLE.line());
        assertThat(row.getString(0)).isEqualTo("pump-3");
        assertThat(row.getString(1)).isEqualTo("r-0");
        assertThat(row.getString(5)).isEqualTo("normal");
        assertThat(row.<Vector>getAs(6).toArray()).containsExactly(FEATURES.of(SAMPLE.rows(), Sample.WINDOW - 1));
        assertThat(WindowBytes.rows(row.getAs(7), 8)).isDeepEqualTo(SAMPLE.rows());
        assertThat(row.isNullAt(8)).isTrue();
    }

    @Test
    void blankLinesAndWindowsThatWereNotFullAreNoSamples() {
        assertThat(rows("  ")).isEmpty();
        assertThat(rows("{\"id\": \"r\", \"device\": \"d\", \"state\": \"warming\"}")).isEmpty();
    }

    @Test
    void aLabelThatIsNotThereYetIsNone() {
        assertThat(only(SAMPLE.line().replace("\"label\": \"normal\"", "\"label\": null")).isNullAt(5)).isTrue();
        assertThat(only(SAMPLE.line().replace("\"label\"", "\"other\"")).isNullAt(5)).isTrue();
    }

    @Test
    void whatCannotBeUsedIsNamedWithFileSampleAndRemedy() {
        String line = SAMPLE.line();
        problem(line.substring(0, 200), "a line that begins with {\"id\": \"r-0\"", "expected a JSON object on one line");
        problem("[1]", "it is a JSON ARRAY, expected an object");
        problem(line + line, "expected a JSON object on one line");
        problem(line.replace("\"device\": \"pump-3\"", "\"model\": 1"), "expected a JSON object on one line");
        problem(line.replace("\"device\": \"pump-3\", ", ""), "device is missing, expected a text");
        problem(line.replace("[1, 30, 8]", "[1, 20, 8]"),
                "sample 'r-0' of 'pump-3': inputs[0].shape is [1,20,8], expected [1,30,8]",
                "--window or --channels");
        problem(line.replace("FP32", "INT8"), "inputs[0].datatype is \"INT8\", expected FP32 or FP64");
        problem(line.replaceFirst("\"data\": \"....", "\"data\": \""),
                "inputs[0].data has 957 bytes, expected the 960 of its shape");
        problem(line.replaceFirst("\"data\": \"....", "\"data\": \"!!!!"), "inputs[0].data is no base64");
        problem(line.replaceFirst("\"data\": \"[^\"]*\"", "\"data\": 7"), "inputs[0].data is NUMBER, expected base64");
        double[][] broken = Sample.normal(3, 1).get(0).rows();
        broken[4][2] = Double.NaN;
        problem(new Sample("pump-3", 0, "normal", broken).line().replace("NaN", "0"), "inputs[0].data has NaN for channel 3");
    }

    private static void problem(String line, String... parts) {
        Row row = only(line);
        assertThat(row.getString(8)).startsWith("file:/data/day.jsonl, ").contains(parts);
        assertThat(row.isNullAt(6)).isTrue();
    }

    private static Row only(String line) {
        List<Row> rows = rows(line);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static List<Row> rows(String line) {
        List<Row> rows = new ArrayList<>();
        Iterator<Row> found = READER.call(RowFactory.create(line, "file:/data/day.jsonl"));
        found.forEachRemaining(rows::add);
        return rows;
    }
}
