package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

class SplitTest {
    private static final int WINDOW = 5;

    @Test
    void noRowOfAHeldOutWindowIsInATrainingWindowAndHeldOutComesLater() {
        Split split = Split.inTime(numbers(100, 60), WINDOW, 1, 0.3);

        assertThat(split.training()).hasSize(70 - 4 + 42 - 4);
        assertThat(split.heldOut()).hasSize(30 - 4 + 18 - 4);
        Set<String> trained = rows(split.training());
        assertThat(trained).doesNotContainAnyElementsOf(rows(split.heldOut()));
        assertThat(split.training()).allMatch(each -> each.end() < cut(each));
        assertThat(split.heldOut()).allMatch(each -> each.end() - WINDOW + 1 >= cut(each));
    }

    @Test
    void aWindowHasRowsOfOneLabelOnlyAndEveryLabelIsHeldOut() {
        double[] target = new double[60];
        Arrays.fill(target, 20, 40, 1);
        Dataset data = new Dataset(List.of("a"), List.of("off", "on"), List.of(new Series("x", new double[60][1], target)));

        Split split = Split.inTime(data, WINDOW, 1, 0.5);

        for (Window window : IntStream.range(0, 2).mapToObj(i -> i == 0 ? split.training() : split.heldOut())
                .flatMap(List::stream).toList()) {
            assertThat(Arrays.copyOfRange(target, window.end() - WINDOW + 1, window.end() + 1)).containsOnly(window.target());
        }
        assertThat(split.training()).extracting(Window::target).contains(0.0, 1.0).hasSize(3 * 6);
        assertThat(split.heldOut()).extracting(Window::target).contains(0.0, 1.0).hasSize(3 * 6);
    }

    @Test
    void rowsWithoutATargetEndABlock() {
        double[] target = {0, 0, 0, 0, 0, Double.NaN, Double.NaN, 0, 0, 0, 0, 0, 0};
        Dataset data = new Dataset(List.of("a"), List.of("off", "on"), List.of(new Series("x", new double[13][1], target)));

        assertThat(Split.inTime(data, WINDOW, 1, 0).training()).extracting(Window::end).containsExactly(4, 11, 12);
    }

    @Test
    void aStrideSkipsWindows() {
        assertThat(Split.inTime(numbers(20), WINDOW, 4, 0).training()).extracting(Window::end).containsExactly(4, 8, 12, 16);
    }

    @Test
    void simulatedPumpsAreHeldOutWhole() {
        Split split = Split.byDevice(SimulatedFleet.training(1, 2).faults(), SimulatedFleet.heldOut(1, 1).faults(), 30, 10);

        assertThat(devices(split.training())).hasSize(2).doesNotContainAnyElementsOf(devices(split.heldOut()));
        assertThat(split.heldOut()).extracting(Window::target).contains(0.0, 1.0, 2.0, 3.0);
    }

    private static Set<String> devices(List<Window> windows) {
        Set<String> devices = new HashSet<>();
        windows.forEach(each -> devices.add(each.series().device()));
        return devices;
    }

    private static int cut(Window window) {
        return (int) Math.round(0.7 * window.series().rows().length);
    }

    private static Set<String> rows(List<Window> windows) {
        Set<String> rows = new HashSet<>();
        for (Window window : windows) {
            for (int r = window.end() - WINDOW + 1; r <= window.end(); r++) {
                rows.add(window.series().device() + r);
            }
        }
        return rows;
    }

    private static Dataset numbers(int... rows) {
        return new Dataset(List.of("a"), List.of(), IntStream.range(0, rows.length)
                .mapToObj(i -> new Series("device-" + i, new double[rows[i]][1], new double[rows[i]])).toList());
    }
}
