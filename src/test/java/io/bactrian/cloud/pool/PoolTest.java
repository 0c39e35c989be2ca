package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.repository.Digest;

class PoolTest {
    private static final Path PUMP = Path.of("models/pump-anomaly/1");
    private static final PoolSettings SETTINGS = new PoolSettings(1 << 20, 1 << 24, 0, false);

    @TempDir
    private Path dir;

    private Pool pool(PoolSettings settings, SigningKey key) throws IOException {
        return new Pool(dir.resolve("pool"), settings, key, Clock.systemUTC());
    }

    private Path other(String line) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("other-" + line.hashCode()));
        for (String name : Set.of("model.onnx", "model.yaml", "golden.json")) {
            Files.write(folder.resolve(name), Files.readAllBytes(PUMP.resolve(name)));
        }
        Files.writeString(folder.resolve("README.txt"), line);
        return folder;
    }

    @Test
    void aVersionIsThereWithItsCardAfterARestart() throws Exception {
        PoolVersion added = pool(SETTINGS, null).add(PUMP, CardDraft
                .trained("pump", "nightly", new TrainingData("pump-7", 1041L, null, null, null), Map.of("f1", 0.9))
                .withLicence("Apache-2.0").measured(Duration.ofNanos(40_000), 9000L));

        PoolVersion found = pool(SETTINGS, null).find("pump", 1).orElseThrow();
        assertThat(found).isEqualTo(added);
        assertThat(found.sha256()).isEqualTo(Digest.of(pool(SETTINGS, null).archive(found).toRealPath()));
        assertThat(found.size()).isEqualTo(Files.size(pool(SETTINGS, null).archive(found)));
        assertThat(found.card().task()).isEqualTo("anomaly");
        assertThat(found.card().inputs()).singleElement().satisfies(input -> assertThat(input.features()).isNotEmpty());
        assertThat(found.card().metrics()).containsEntry("f1", 0.9);
        assertThat(found.card().history()).extracting(CardEvent::event).containsExactly("added");
    }

    @Test
    void theSameFilesAreTheSameVersionAndOthersTheNext() throws Exception {
        Pool pool = pool(SETTINGS, null);
        PoolVersion first = pool.add(PUMP, CardDraft.uploaded("pump", 0, "ada"));

        assertThat(pool.add(PUMP, CardDraft.uploaded("pump", 0, "bob"))).isEqualTo(first);
        assertThat(pool.add(PUMP, CardDraft.uploaded("pump", 1, "bob"))).isEqualTo(first);
        assertThat(pool.add(other("x"), CardDraft.uploaded("pump", 0, "bob")).version()).isEqualTo(2);
        assertThatThrownBy(() -> pool.add(other("x"), CardDraft.uploaded("pump", 1, "bob")))
                .isInstanceOf(PoolException.class).hasMessageContaining("a version never changes");
    }

    @Test
    void aNumberThatWasRemovedIsNotGivenToOtherContent() throws Exception {
        Pool pool = pool(SETTINGS, null);
        pool.add(PUMP, CardDraft.uploaded("pump", 0, "ada"));
        pool.remove("pump", 1, DeployedVersions.NONE, "ada");

        assertThat(pool.find("pump", 1)).isEmpty();
        assertThat(pool.bytes()).isZero();
        assertThat(pool.add(other("x"), CardDraft.uploaded("pump", 0, "bob")).version()).isEqualTo(2);
        assertThatThrownBy(() -> pool.add(other("y"), CardDraft.uploaded("pump", 1, "bob")))
                .hasMessageContaining("was removed");
        assertThat(pool.add(PUMP, CardDraft.uploaded("pump", 1, "bob")).removed()).isFalse();
        assertThat(pool.find("pump", 1)).isPresent();
    }
}
