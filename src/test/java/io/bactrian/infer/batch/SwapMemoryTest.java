package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;

@Tag("slow")
class SwapMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Duration POLL = Duration.ofMillis(1);
    private static final int ROUNDS = 200;
    private static final int WARM_UP = 50;
    private static final double MOST_MIB_MORE = 48;

    @TempDir
    Path dir;

    /** A version has 4 MiB of weights here: 200 that stayed would be 800 MiB. */
    @Test
    void residentMemoryIsFlatOverTwoHundredSwapsUnderLoad() {
        assumeTrue(Files.exists(STATUS), "resident memory is read where /proc has it");
        double[] mib = new double[WARM_UP + ROUNDS];
        try (EngineRig rig = new EngineRig(dir)) {
            List<VersionFiles> files = List.of(rig.write(1, Graphs.slow(1), 16, 1, 4096),
                    rig.write(2, Graphs.slow(1), 32, 2, 4096));
            Load load = new Load(rig.engine(), (row, output) -> output.score() == 0);
            LoadedVersion serving = rig.admit(rig.load(files.get(0)));
            load.serve(serving);
            List<Thread> senders = IntStream.range(0, 2).mapToObj(load::sender).toList();
            for (int i = 0; i < mib.length; i++) {
                LoadedVersion next = rig.admit(rig.load(files.get(i / 10 % 2)));
                load.serve(next);
                rig.engine().retire(serving);
                serving = next;
                await().pollInterval(POLL).until(() -> rig.inMemory() == 1);
                mib[i] = resident();
            }
            load.stop(senders);
            await().until(() -> load.answered() == load.sent());
            assertThat(load.wrong()).isEmpty();
        }
        double first = median(mib, WARM_UP, WARM_UP + ROUNDS / 4);
        double last = median(mib, mib.length - ROUNDS / 4, mib.length);
        System.out.printf("resident MiB over %d swaps: first quarter %.0f, last quarter %.0f; every 25th %s%n", ROUNDS, first,
                last,
                Arrays.toString(IntStream.range(0, mib.length).filter(i -> i % 25 == 0).map(i -> (int) mib[i]).toArray()));
        assertThat(last - first).isLessThan(MOST_MIB_MORE);
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double resident() {
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
