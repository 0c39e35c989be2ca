package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.train.Dataset.Series;

class CsvFileTest {
    @TempDir
    private Path folder;

    @Test
    void columnsAreReadInTheOrderNamed() throws IOException {
        Dataset data = Reading.csv(csv("\uFEFFa;b;c\r\n1; 2 ;3\r\n-4.5;1e3;6\r\n"), null, Columns.Target.NONE, "b", "a");

        assertThat(data.channels()).containsExactly("b", "a");
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{2, 1}, {1000, -4.5}});
    }

    @Test
    void allColumnsButTheIgnoredAndTheTargetAreTheDefault() throws IOException {
        Dataset data = Reading.csv(csv("datetime;a;anomaly;flow;b\n2020-02-08 13:30:47;1;0.0;7;2\n"), "flow",
                Columns.Target.NUMBER);

        assertThat(data.channels()).containsExactly("a", "b");
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{1, 2}});
        assertThat(data.series().get(0).target()).containsExactly(7);
    }

    @Test
    void rowsAreSortedIntoTheirDevicesAndLabelsIntoTheirOrder() throws IOException {
        Dataset data = Reading.csv(csv("device;a;fault\nx;1;wear\ny;2;none\nx;3;none\n"), "fault", Columns.Target.LABEL);

        assertThat(data.labels()).containsExactly("none", "wear");
        assertThat(data.series()).extracting(Series::device).containsExactly("x", "y");
        assertThat(data.series().get(0).rows()).isDeepEqualTo(new double[][]{{1}, {3}});
        assertThat(data.series().get(0).target()).containsExactly(1, 0);
        assertThat(data.series().get(1).target()).containsExactly(0);
    }

    @Test
    void aMissingColumnIsNamedWithTheHeaderThatIsThere() throws IOException {
        Path csv = csv("a,b\n1,2\n");

        assertThatThrownBy(() -> Reading.csv(csv, null, Columns.Target.NONE, "a")).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll(csv + " has no column 'a'", "[a,b]", "--channels", "--delimiter (now ';')");
        assertThatThrownBy(() -> Reading.csv(csv, "fault", Columns.Target.LABEL))
                .hasMessageContainingAll("no column 'fault'", "--target");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "NaN", "Infinity", "1,5"})
    void whatIsNoNumberIsNamedWithItsRowAndColumn(String text) throws IOException {
        Path csv = csv("a;b\n1;2\n3;" + text + "\n");

        assertThatThrownBy(() -> Reading.csv(csv, null, Columns.Target.NONE)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll(csv.toString(), "row 2, column 'b' is '" + text + "'", "finite number", "--ignore");
        assertThatThrownBy(() -> Reading.csv(csv, "b", Columns.Target.NUMBER))
                .hasMessageContainingAll("row 2, column 'b' is '" + text + "'", "--target");
        assertThatThrownBy(() -> Reading.csv(csv, "b", Columns.Target.FLAG))
                .hasMessageContainingAll("row 1, column 'b' is '2'", "0 or 1", "--anomaly-column");
    }

    @Test
    void whetherARowIsAnAnomalyIsANumberOrALabel() throws IOException {
        Path csv = csv("a;b\n1;normal\n2;anomaly\n3;0\n4;1\n");

        assertThat(Reading.csv(csv, "b", Columns.Target.FLAG).series().get(0).target()).containsExactly(0, 1, 0, 1);
    }

    @Test
    void aShortRowIsNamed() throws IOException {
        Path csv = csv("a;b\n1;2\n3\n");

        assertThatThrownBy(() -> Reading.csv(csv, null, Columns.Target.NONE))
                .hasMessageContaining("row 2, column 'b' is missing");
        assertThatThrownBy(() -> Reading.csv(csv, "b", Columns.Target.LABEL))
                .hasMessageContainingAll("row 2, column 'b' is missing", "a label");
    }

    @Test
    void numbersAreNoLabels() throws IOException {
        StringBuilder rows = new StringBuilder("a;b\n");
        for (int r = 0; r < 200; r++) {
            rows.append(r % 7).append(';').append(r).append('\n');
        }
        Path csv = csv(rows.toString());

        assertThatThrownBy(() -> Reading.csv(csv, "b", Columns.Target.LABEL))
                .hasMessageContainingAll("more than 100 labels", "'100'", "train regression");
    }

    @Test
    void aFileThatIsNotThereOrNotTextOrEmptyOrHasAColumnTwiceIsNamed() throws IOException {
        Path binary = Files.write(folder.resolve("b.csv"), new byte[]{'a', '\n', (byte) 0xff, 0});

        for (Path each : List.of(folder.resolve("absent.csv"), csv("a;a\n1;2\n"), binary)) {
            assertThatThrownBy(() -> Reading.csv(each, null, Columns.Target.NONE)).isInstanceOf(TrainingException.class)
                    .hasMessageContainingAll("Cannot read " + each, "UTF-8 CSV file");
        }
        Path empty = csv("a;b\n");
        assertThatThrownBy(() -> Reading.csv(empty, null, Columns.Target.NONE)).hasMessageContaining(empty + " has no rows");
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "x", ".csv"), text);
    }
}
