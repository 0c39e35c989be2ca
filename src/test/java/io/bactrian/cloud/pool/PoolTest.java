package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.repository.Digest;

class PoolTest {
    private static final PoolSettings SETTINGS = new PoolSettings(1 << 20, 1 << 24, 0, false);
    private static final PoolSettings APPROVAL = new PoolSettings(1 << 20, 1 << 24, 0, true);

    @TempDir
    private Path dir;

    private Path folder() {
        return dir.resolve("pool");
    }

    private Pool pool() throws IOException {
        return pool(SETTINGS, null);
    }

    private Pool pool(PoolSettings settings, SigningKey key) throws IOException {
        return new Pool(folder(), settings, key, Clock.systemUTC());
    }

    private Path version(String line) throws IOException {
        return Versions.of(dir.resolve("version-" + line), line);
    }

    private static CardDraft draft(int version) {
        return CardDraft.uploaded("pump", version, "ada");
    }

    @Test
    void aVersionIsThereWithItsCardAfterARestart() throws Exception {
        PoolVersion added = pool().add(version("1"), CardDraft
                .trained("pump", "nightly", new TrainingData("pump-7", 1041L, null, null, null),
                        Map.of("f1", 0.9, "loss", Double.NaN))
                .withLicence("Apache-2.0").measured(Duration.ofNanos(40_000), 9000L));

        PoolVersion found = pool().find("pump", 1).orElseThrow();
        assertThat(found).isEqualTo(added);
        assertThat(found.sha256()).isEqualTo(Digest.of(pool().archive(found).toRealPath()));
        assertThat(found.size()).isEqualTo(Files.size(pool().archive(found)));
        Card card = found.card();
        assertThat(card.task()).isEqualTo("anomaly");
        assertThat(card.inputs()).singleElement().satisfies(input -> assertThat(input.features()).contains("Voltage"));
        assertThat(card.outputs()).extracting(CardTensor::name).contains("score");
        assertThat(card.metrics()).containsEntry("f1", 0.9).containsKey("far").doesNotContainKey("loss");
        assertThat(card.trainedOn().data()).isEqualTo("pump-7");
        assertThat(card.trainedOn().trainer()).contains("train");
        assertThat(card.history()).extracting(CardEvent::event).containsExactly("added");
    }

    @Test
    void theSameFilesAreTheSameVersionAndOthersTheNext() throws Exception {
        Pool pool = pool();
        PoolVersion first = pool.add(version("1"), draft(0));

        assertThat(pool.add(version("1"), draft(0))).isEqualTo(first);
        assertThat(pool.add(version("1"), draft(1))).isEqualTo(first);
        assertThat(pool.add(version("2"), draft(0)).version()).isEqualTo(2);
        assertThatThrownBy(() -> pool.add(version("2"), draft(1))).isInstanceOf(PoolException.class)
                .hasMessageContaining("a version never changes")
                .extracting(e -> ((PoolException) e).kind()).isEqualTo(PoolException.Kind.CONFLICT);
        assertThat(pool.add(version("1"), draft(9)).sha256()).isEqualTo(first.sha256());
        assertThat(pool.bytes()).isEqualTo(first.size() + pool.find("pump", 2).orElseThrow().size());
    }

    @Test
    void aNumberThatWasRemovedIsNotGivenToOtherContent() throws Exception {
        pool().add(version("1"), draft(0));
        pool().remove("pump", 1, DeployedVersions.NONE, "ada");
        Pool pool = pool();

        assertThat(pool.find("pump", 1)).isEmpty();
        assertThat(pool.card("pump", 1)).isPresent();
        assertThat(pool.bytes()).isZero();
        assertThat(pool.add(version("2"), draft(0)).version()).isEqualTo(2);
        assertThatThrownBy(() -> pool.add(version("3"), draft(1))).hasMessageContaining("was removed");
        PoolVersion again = pool.add(version("1"), draft(1));
        assertThat(again.card().history()).extracting(CardEvent::event).containsExactly("added", "removed", "added again");
        assertThat(pool.find("pump", 1)).isPresent();
    }

    @Test
    void whatIsDeployedIsNeverRemovedAndOthersByCount() throws Exception {
        Pool pool = pool();
        for (int i = 1; i <= 5; i++) {
            pool.add(version("" + i), draft(0));
        }
        DeployedVersions deployed = deployed(2);

        assertThat(pool.removeOld("pump", 2, deployed, "ada")).extracting(PoolVersion::version).containsExactly(1, 3);
        assertThat(pool.list()).extracting(PoolVersion::version).containsExactly(2, 4, 5);
        assertThatThrownBy(() -> pool.remove("pump", 2, deployed, "ada")).hasMessageContaining("withdraw it first");
        assertThat(pool.removeOld("pump", 0, deployed, "ada")).extracting(PoolVersion::version).containsExactly(4, 5);
        assertThat(pool.archive(pool.find("pump", 2).orElseThrow())).exists();
        assertThat(folder().resolve("blobs/sha256")).isDirectoryContaining("glob:**").satisfies(
                blobs -> assertThat(blobs.toFile().list()).hasSize(1));
    }

    private static DeployedVersions deployed(int version) {
        return new DeployedVersions() {
            @Override
            public boolean deployed(String model, int number) {
                return number == version;
            }

            @Override
            public Set<String> nodes(String model, int number) {
                return Set.of();
            }
        };
    }

    @Test
    void anArchiveThatTwoVersionsHaveStaysForTheOther() throws Exception {
        Pool pool = pool();
        pool.add(version("1"), draft(1));
        PoolVersion other = pool.add(version("1"), draft(2));
        pool.remove("pump", 1, DeployedVersions.NONE, "ada");

        assertThat(pool.archive(other)).exists();
        assertThat(pool.bytes()).isEqualTo(other.size());
        assertThat(pool().problems()).isEmpty();
    }

    @Test
    void whereApprovalIsRequiredNothingElseIsDeployed() throws Exception {
        Pool pool = pool(APPROVAL, null);
        pool.add(version("1"), draft(0));

        assertThatThrownBy(() -> pool.deploying("pump", 1, version -> {
            throw new AssertionError("deployed");
        })).isInstanceOf(PoolException.class).hasMessageContaining("is not approved");

        PoolVersion approved = pool.approve("pump", 1, "grace");
        assertThat(pool.approve("pump", 1, "bob")).isEqualTo(approved);
        assertThat(approved.card().approvedBy()).isEqualTo("grace");
        assertThat(approved.card().approvedAt()).isNotNull();
        pool(APPROVAL, null).deploying("pump", 1, version -> assertThat(version).isEqualTo(approved));
    }

    @Test
    void theHistoryOfAVersionIsBoundedAndKeepsItsBeginning() throws Exception {
        Card card = pool().add(version("1"), draft(0)).card();
        for (int i = 0; i < 2 * Card.MOST_EVENTS; i++) {
            card = card.with(new CardEvent(Instant.EPOCH, "announced", "ada", "no " + i));
        }

        assertThat(card.history()).hasSize(Card.MOST_EVENTS).first().extracting(CardEvent::event).isEqualTo("added");
        assertThat(card.history().get(Card.MOST_EVENTS - 1).note()).isEqualTo("no " + (2 * Card.MOST_EVENTS - 1));
    }

    @Test
    void versionsAreSignedAndSignedAnewWithAnotherKeyWhenTheyAreAddedAgain() throws Exception {
        assertThat(pool().add(version("1"), draft(0)).signature()).isNull();
        SigningKey key = SigningKey.of(SigningKeyTest.PEM);
        PoolVersion signed = pool(SETTINGS, key).add(version("1"), draft(0));

        assertThat(signed.version()).isEqualTo(1);
        assertThat(signed.signature()).isEqualTo(key.sign(signed.sha256()));
        assertThat(signed.keyId()).isEqualTo(key.id());
        assertThat(pool(SETTINGS, key).problems()).isEmpty();
    }

    @Test
    void manyAtOnceGetANumberEach() throws Exception {
        Pool pool = pool();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<PoolVersion>> calls = IntStream.range(0, 24)
                    .<Callable<PoolVersion>>mapToObj(i -> () -> pool.add(version("" + i % 12), draft(0))).toList();
            for (Future<PoolVersion> added : threads.invokeAll(calls)) {
                assertThat(added.get().version()).isBetween(1, 12);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(pool.list()).extracting(PoolVersion::version)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(pool.list()).extracting(PoolVersion::sha256).doesNotHaveDuplicates();
        assertThat(pool.bytes()).isEqualTo(pool.list().stream().mapToLong(PoolVersion::size).sum());
    }

    @Test
    void whatFindsNoRoomIsRefusedAndLeavesNothing() throws Exception {
        long one = pool().add(version("1"), draft(0)).size();
        Pool full = pool(new PoolSettings(1 << 20, one + one / 2, 0, false), null);

        assertThatThrownBy(() -> full.add(version("2"), draft(0))).isInstanceOf(PoolException.class)
                .hasMessageContaining("bactrian.cloud.pool.capacity");
        assertThat(full.bytes()).isEqualTo(one);
        assertThat(folder().resolve("incoming")).isEmptyDirectory();
        Pool disk = pool(new PoolSettings(1 << 20, 1 << 24, Long.MAX_VALUE / 2, false), null);
        assertThatThrownBy(() -> disk.add(version("2"), draft(0))).hasMessageContaining("bactrian.cloud.pool.min-free");
    }

    @Test
    void aNameOrAnApproverThatIsNoneIsRefused() throws Exception {
        assertThatThrownBy(() -> CardDraft.uploaded("../pump", 0, "ada")).hasMessageContaining("letters, digits");
        assertThatThrownBy(() -> CardDraft.uploaded("pump", 0, " ")).hasMessageContaining("by is");
        pool().add(version("1"), draft(0));
        assertThatThrownBy(() -> pool().approve("pump", 1, "a\nb")).isInstanceOf(PoolException.class)
                .hasMessageContaining("expected a name");
        assertThatThrownBy(() -> pool().approve("pump", 7, "ada")).hasMessageContaining("its versions are [1]");
        assertThatThrownBy(() -> pool().approve("fan", 1, "ada")).hasMessageContaining("[pump]");
    }
}
