package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.training.SampleCollector.Collected;
import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.evaluation.Example;
import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.train.SimulatedPump;

class SampleCollectorTest {
    @TempDir
    private Path dir;

    private Collected collected(String plan, List<Row> rows) throws IOException {
        Path file = Files.writeString(dir.resolve("training.yaml"), "models: {pump: " + plan + "}\n");
        return SampleCollector.collect(new HeldSamples(rows), new PlanFile(file).plans().get("pump"),
                Laboratory.AFTERWARDS.instant());
    }

    private static Row kept(Row row, String reason, Double probability) {
        return new Row(row.id(), row.device(), row.at(), row.labels(), row.json(), row.label(), null, row.by(), reason,
                probability, row.version());
    }

    @Test
    void ofMoreThanFitAChoiceOfAllStandsForAll() throws Exception {
        List<Row> rows = Windows.of("pump", 1, 5);
        Collected collected = collected("{trainer: classifier, data: {samples: 100}}", rows);
        assertThat(collected.examples()).hasSize(100);
        assertThat(collected.seen()).isEqualTo(rows.size());
        assertThat(collected.examples().stream().mapToDouble(Example::weight).sum()).isEqualTo(rows.size(),
                offset(1e-6));
        assertThat(collected.examples().stream().map(Example::device).distinct()).hasSize(5);
    }

    @Test
    void samplesThatAreLargerThanThoseBeforeTakeNoMoreMemory() throws Exception {
        List<Row> rows = new ArrayList<>(Windows.of("pump", 1, 1));
        int small = rows.size();
        Row large = Windows.row("pump", "a", Windows.BEGIN, new double[20_000][SimulatedPump.CHANNELS.size()], "normal");
        for (int i = 0; i < 80; i++) {
            rows.add(large);
        }
        Collected collected = collected("{trainer: classifier, data: {samples: 20000}}", rows);
        List<Example> kept = collected.examples();
        assertThat(kept.stream().mapToInt(each -> each.inputs().elements()).sum()).isBetween(4 << 20, 8 << 20);
        assertThat(kept.stream().mapToDouble(Example::weight).sum()).isEqualTo(rows.size(), offset(1e-6));
        assertThat(kept).filteredOn(each -> each.inputs().elements() < 1000).hasSizeBetween(small / 4, small);
    }

    @Test
    void trustedLabelsKeepHalfOfTheRoomHoweverManyOthersThereAre() throws Exception {
        List<Row> rows = new ArrayList<>(Windows.of("pump", 1, 5));
        for (int i = 50; i < rows.size(); i++) {
            rows.set(i, Windows.labelled(rows.get(i), rows.get(i).label(), "import"));
        }
        Collected collected = collected("{trainer: classifier, trusted: [technician], data: {samples: 100}}", rows);
        assertThat(collected.examples()).filteredOn(Example::trusted).hasSize(50);
        assertThat(collected.examples()).hasSize(100);
    }

    @Test
    void weightsAreTheInverseOfTheProbability() throws Exception {
        Row row = Windows.of("pump", 1, 1).get(0);
        assertThat(weight(kept(row, "random", 0.01))).isEqualTo(100);
        assertThat(weight(kept(row, "entropy,random", 1.0))).isEqualTo(1);
        assertThat(weight(kept(row, "random", 1e-9))).as("bounded").isEqualTo(1000);
        assertThat(weight(kept(row, "disagreement", null))).isNaN();
        assertThat(weight(kept(row, "", null))).isEqualTo(1);
        assertThat(weight(kept(row, "random", 0.0))).isNaN();
    }

    private double weight(Row row) throws IOException {
        return collected("{trainer: classifier}", List.of(row)).examples().get(0).weight();
    }

    @Test
    void resamplingTakesEachAsOftenAsItsWeightSays() {
        List<Integer> places = IntStream.range(0, 1000).boxed().toList();
        double[] weights = places.stream().mapToDouble(place -> place < 100 ? 9 : 1).toArray();
        List<Integer> chosen = Resample.of(places, weights, 1);
        assertThat(chosen).hasSize(1000);
        assertThat(chosen.stream().filter(place -> place < 100)).hasSize(500);
        assertThat(chosen.stream().filter(place -> place < 100).map(place -> Collections.frequency(chosen, place)))
                .allMatch(times -> times == 5);
        assertThat(Resample.of(places, places.stream().mapToDouble(place -> 3).toArray(), 1)).isEqualTo(places);
    }
}
