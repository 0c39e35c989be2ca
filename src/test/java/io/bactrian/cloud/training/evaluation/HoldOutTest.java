package io.bactrian.cloud.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.bactrian.cloud.training.evaluation.HoldOut.Partition;

class HoldOutTest {
    private static final HoldOut BY = new HoldOut(0.3, 0.2, Duration.ofSeconds(100), Duration.ofSeconds(10));

    /** A message a second of each device, an anomaly in every fifth hundred seconds. */
    private static List<Example> fleet(int devices, int seconds) {
        List<Example> all = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            for (int s = 0; s < seconds; s++) {
                all.add(Examples.at("pump-" + d, s, s / 100 % 5 == 1 ? "anomaly" : "normal"));
            }
        }
        return all;
    }

    private static Set<Double> rows(List<Example> examples) {
        Set<Double> rows = new HashSet<>();
        for (Example each : examples) {
            double[] values = each.inputs().parts().get(0).values();
            for (int row = 0; row < values.length; row += 8) {
                rows.add(values[row] + 1e7 * each.device().hashCode());
            }
        }
        return rows;
    }

    @Test
    void noRowIsOnBothSides() {
        Partition data = BY.split(fleet(6, 2000));
        assertThat(data.training()).isNotEmpty();
        assertThat(data.heldOut()).isNotEmpty();
        assertThat(Collections.disjoint(rows(data.training()), rows(data.heldOut()))).isTrue();
    }

    @Test
    void noRowIsOnBothSidesWhereWindowsAreLongerThanTheGap() {
        Partition data = new HoldOut(0.3, 0, Duration.ofSeconds(100), Duration.ZERO).split(fleet(1, 2000));
        assertThat(Collections.disjoint(rows(data.training()), rows(data.heldOut()))).isTrue();
        assertThat(data.dropped()).isGreaterThan(0);
    }

    @Test
    void noBlockIsOnBothSides() {
        Partition data = BY.split(fleet(6, 2000));
        Set<HoldOut.Block> training = data.training().stream().map(BY::block).collect(Collectors.toSet());
        assertThat(training).doesNotContainAnyElementsOf(data.heldOut().stream().map(BY::block).collect(Collectors.toSet()));
    }

    @Test
    void aDeviceIsHeldOutAsAWholeAndStaysSo() {
        Set<String> first = BY.split(fleet(6, 1000)).devicesHeldOut();
        assertThat(first).hasSize(1);
        assertThat(BY.split(fleet(6, 2000)).devicesHeldOut()).isEqualTo(first);
        assertThat(BY.split(fleet(6, 1000)).training()).noneMatch(each -> first.contains(each.device()));
    }

    @Test
    void ofFewDevicesNoneIsHeldOut() {
        assertThat(BY.split(fleet(3, 1000)).devicesHeldOut()).isEmpty();
    }

    @Test
    void aDeviceThatAloneHasALabelIsNotHeldOut() {
        for (String device : new TreeSet<>(fleet(6, 10).stream().map(Example::device).toList())) {
            List<Example> examples = fleet(6, 1000);
            examples.replaceAll(each -> each.device().equals(device) && each.label().equals("anomaly")
                    ? Examples.at(device, each.at().getEpochSecond() - Examples.BEGIN.getEpochSecond(), "cavitation")
                    : each);
            assertThat(BY.split(examples).devicesHeldOut()).hasSize(1).doesNotContain(device);
        }
    }

    @Test
    void theNewestBlocksOfEachLabelAndSomeEarlierOnesAreHeldOut() {
        List<Example> heldOut = new HoldOut(0.3, 0, Duration.ofSeconds(100), Duration.ofSeconds(10)).split(fleet(1, 20_000))
                .heldOut();
        assertThat(blocks(heldOut, "normal")).contains(197L, 198L, 199L).hasSizeBetween(35, 60).anyMatch(block -> block < 100);
        assertThat(blocks(heldOut, "anomaly")).contains(186L, 191L, 196L).hasSizeBetween(8, 16).anyMatch(block -> block < 100);
    }

    @Test
    void anEarlierBlockOnceHeldOutStaysSo() {
        HoldOut by = new HoldOut(0.3, 0, Duration.ofSeconds(100), Duration.ofSeconds(10));
        Set<Long> now = blocks(by.split(fleet(1, 20_000)).heldOut(), "normal");
        Set<Long> later = blocks(by.split(fleet(1, 40_000)).heldOut(), "normal");
        assertThat(later).containsAll(now.stream().filter(block -> block < 100).toList());
    }

    private static Set<Long> blocks(List<Example> examples, String label) {
        return examples.stream().filter(each -> each.label().equals(label))
                .map(each -> (each.at().getEpochSecond() - Examples.BEGIN.getEpochSecond()) / 100)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void untrustedLabelsNeverJudgeAndThoseOfHeldOutBlocksDoNotTrain() {
        List<Example> examples = fleet(6, 2000);
        examples.replaceAll(each -> each.at().getEpochSecond() % 2 == 0
                ? each
                : Examples.at(each.device(), each.at().getEpochSecond() - Examples.BEGIN.getEpochSecond(), each.label(), false,
                        1));
        Partition data = BY.split(examples);
        assertThat(data.heldOut()).isNotEmpty().allMatch(Example::trusted);
        assertThat(data.training()).anyMatch(each -> !each.trusted());
        assertThat(Collections.disjoint(rows(data.training()), rows(data.heldOut()))).isTrue();
    }

    @Test
    void samplesOfUnknownProbabilityTrainAndDoNotJudge() {
        List<Example> examples = fleet(6, 1000);
        examples.replaceAll(each -> each.at().getEpochSecond() % 2 == 0
                ? each
                : Examples.at(each.device(), each.at().getEpochSecond() - Examples.BEGIN.getEpochSecond(), each.label(), true,
                        Double.NaN));
        Partition data = BY.split(examples);
        assertThat(data.heldOut()).isNotEmpty().noneMatch(each -> Double.isNaN(each.weight()));
        assertThat(data.training()).anyMatch(each -> Double.isNaN(each.weight()));
    }

    @Test
    void theOrderOfTheSamplesDoesNotMatter() {
        List<Example> examples = fleet(6, 1000);
        Set<String> heldOut = ids(BY.split(examples).heldOut());
        Collections.shuffle(examples, new Random(1));
        assertThat(ids(BY.split(examples).heldOut())).isEqualTo(heldOut);
    }

    private static Set<String> ids(List<Example> examples) {
        return examples.stream().map(Example::id).collect(Collectors.toSet());
    }
}
