package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.train.WindowFeatures;
import picocli.CommandLine;

class HeldOutTest {
    private static final int PUMPS = 7;

    @TempDir
    private Path folder;

    @Test
    void aDeviceIsOnOneSideOnlyAndTheShareIsOfDevices() throws IOException {
        for (int pump = 0; pump < PUMPS; pump++) {
            LocalSpark.write(folder.resolve("day-%d.jsonl".formatted(pump)), Sample.normal(pump, 10));
        }
        SampleOptions options = new SampleOptions();
        new CommandLine(options).parseArgs("--data", folder.toString(), "--channels", LocalSpark.CHANNELS);
        Samples samples = DataSet.of(LocalSpark.session(), options.data()).samples(options, new WindowFeatures(Sample.WINDOW));
        for (double share : new double[]{0.01, 0.3, 0.99}) {
            HeldOut split = HeldOut.of(samples, share);
            Set<String> training = devices(split.training());
            Set<String> judging = devices(split.judging());
            assertThat(judging).hasSize((int) Math.max(1, Math.min(PUMPS - 1, Math.round(share * PUMPS))))
                    .doesNotContainAnyElementsOf(training);
            assertThat(training.size() + judging.size()).isEqualTo(PUMPS);
        }
        assertThat(samples.atMost(35).count()).isBetween(15L, 55L).isEqualTo(samples.atMost(35).count());
        assertThat(samples.atMost(70).count()).isEqualTo(70);
        samples.rows().unpersist();
    }

    private static Set<String> devices(Samples samples) {
        List<String> names = samples.rows().select(Columns.DEVICE).as(Encoders.STRING()).collectAsList();
        return new TreeSet<>(names);
    }
}
