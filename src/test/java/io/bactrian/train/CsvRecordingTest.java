package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordingTest {
    private static final Set<String> NONE = Set.of();
    @TempDir
    private Path folder;

    @Test
    void columnsAreReadInTheOrderNamedAndOnlyAsManyRowsAsAsked() throws IOException {
        CsvRecording csv = csv("\uFEFFa;b;c\r\n1; 2 ;3\r\n-4.5;1e3;6\r\nnot read;;\r\n");

        Recording recording = csv.channels(List.of("b", "a"), 2);

        assertThat(recording.channels()).containsExactly("b", "a");
        assertThat(recording.rows()).isDeepEqualTo(new double[][]{{2, 1}, {1000, -4.5}});
    }

    @Test
    void allColumnsButTheIgnoredAreTheDefault() throws IOException {
        Recording recording = csv("datetime;a;anomaly;b\n2020-02-08 13:30:47;1;0.0;2\n")
                .channelsBut(Set.of("datetime", "anomaly"), 9);

        assertThat(recording.channels()).containsExactly("a", "b");
        assertThat(recording.rows()).isDeepEqualTo(new double[][]{{1, 2}});
    }

    @Test
    void aMissingColumnIsNamedWithTheHeaderThatIsThere() throws IOException {
        CsvRecording csv = csv("a,b\n1,2\n");

        assertThatThrownBy(() -> csv.channels(List.of("a"), 9)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("no column 'a'", "delimiter ';'", "[a,b]", "--delimiter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "NaN", "Infinity", "1,5", "''"})
    void whatIsNoNumberIsNamedWithItsRowAndColumn(String text) throws IOException {
        CsvRecording csv = csv("a;b\n1;2\n3;" + text + "\n");

        assertThatThrownBy(() -> csv.channelsBut(NONE, 9)).isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("row 2, column 'b' is '" + text + "'", "finite number");
    }

    @Test
    void aShortRowIsNamed() throws IOException {
        CsvRecording csv = csv("a;b\n1;2\n3\n");

        assertThatThrownBy(() -> csv.channelsBut(NONE, 9)).hasMessageContaining("row 2, column 'b' is ''");
    }

    @Test
    void aFileThatIsNotThereOrNotTextOrHasAColumnTwiceIsNamed() throws IOException {
        CsvRecording absent = new CsvRecording(folder.resolve("absent.csv"), ';');
        CsvRecording twice = csv("a;a\n1;2\n");
        CsvRecording binary = new CsvRecording(Files.write(folder.resolve("b.csv"), new byte[]{'a', '\n', (byte) 0xff, 0}),
                ';');

        for (CsvRecording each : List.of(absent, twice, binary)) {
            assertThatThrownBy(() -> each.channelsBut(NONE, 9)).isInstanceOf(TrainingException.class)
                    .hasMessageContainingAll("Cannot read " + each.file(), "UTF-8 CSV file");
        }
    }

    private CsvRecording csv(String text) throws IOException {
        return new CsvRecording(Files.writeString(folder.resolve("x.csv"), text), ';');
    }
}
