package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.VersionFiles;

@Tag("slow")
class SwapTest {
    private static final int SWAPS = 300;
    private static final int SENDERS = 3;

    @TempDir
    Path dir;

    @Test
    void hundredsOfSwapsUnderLoadLoseDoubleMixUpAndReorderNothing() {
        try (EngineRig rig = new EngineRig(dir)) {
            List<VersionFiles> files = List.of(rig.write(1, Graphs.plus(100_000), 16, 1, 4096),
                    rig.write(2, Graphs.plus(200_000), 32, 3, 4096), rig.write(3, Graphs.plus(300_000), 1, 2, 64),
                    rig.write(4, Graphs.plus(400_000), 8, 2, 64));
            Map<Manifest, Double> offsets = new ConcurrentHashMap<>();
            Load load = new Load(rig.engine(),
                    (row, output) -> output.score() == row.data()[0] + offsets.get(row.model()));
            LoadedVersion serving = admit(rig, files, offsets, 0);
            load.serve(serving);
            List<Thread> senders = IntStream.range(0, SENDERS).mapToObj(load::sender).toList();
            for (int i = 1; i <= SWAPS; i++) {
                LoadedVersion next = admit(rig, files, offsets, i);
                load.serve(next);
                rig.engine().retire(serving);
                serving = next;
            }
            load.stop(senders);

            System.out.printf("%d swaps, %d messages, %d tried again, %d in memory%n", SWAPS, load.sent(), load.triedAgain(),
                    rig.inMemory());
            await().until(() -> load.answered() == load.sent());
            assertThat(load.wrong()).isEmpty();
            assertThat(load.sent()).isGreaterThan(SWAPS * 10L);
            await().until(() -> rig.inMemory() == 1);
            assertThat(rig.meters().find("bactrian.infer.run").timers()).hasSize(1);
        }
    }

    private static LoadedVersion admit(EngineRig rig, List<VersionFiles> files, Map<Manifest, Double> offsets, int round) {
        int which = round / 3 % files.size();
        LoadedVersion loaded = rig.load(files.get(which));
        offsets.put(loaded.manifest(), (which + 1) * 100_000.0);
        return rig.admit(loaded);
    }
}
