package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill, a disk or a hand leaves in the pool's folder. */
class PoolDamageTest {
    private static final PoolSettings SETTINGS = new PoolSettings(1 << 20, 1 << 24, 0, false);
    private static final SigningKey KEY = SigningKey.of(SigningKeyTest.PEM);
    private static final CardDraft DRAFT = CardDraft.uploaded("pump", 0, "ada");

    @TempDir
    private Path dir;
    private Path version;
    private PoolVersion added;

    private Pool pool() throws IOException {
        return new Pool(dir.resolve("pool"), SETTINGS, KEY, Clock.systemUTC());
    }

    private Path blob() {
        return dir.resolve("pool/blobs/sha256").resolve(added.sha256());
    }

    private Path card() {
        return dir.resolve("pool/models/pump/1.json");
    }

    @BeforeEach
    void addOne() throws Exception {
        version = Versions.of(dir.resolve("version"), "one");
        added = pool().add(version, DRAFT);
    }

    private static void deploy(Pool pool) throws IOException, PoolException {
        pool.deploying("pump", 1, found -> {
        });
    }

    @Test
    void whatWasOnItsWayAndArchivesWithoutCardsGoAtTheNextStart() throws Exception {
        Path half = Files.createDirectories(dir.resolve("pool/incoming/add-1/version"));
        Files.writeString(half.resolve("model.onnx"), "half");
        Path orphan = Files.writeString(dir.resolve("pool/blobs/sha256").resolve("0".repeat(64)), "no card names it");
        Files.writeString(dir.resolve("pool/models/pump/.2.json.new"), "{\"model\":\"pu");

        Pool pool = pool();

        assertThat(pool.list()).containsExactly(added);
        assertThat(pool.bytes()).isEqualTo(added.size());
        assertThat(half).doesNotExist();
        assertThat(orphan).doesNotExist();
        assertThat(pool.problems()).isEmpty();
        deploy(pool);
    }

    @Test
    void anArchiveThatIsGoneOrShorterIsNamedAndNotDeployedUntilItsFilesComeAgain() throws Exception {
        Files.write(blob(), new byte[10]);
        Pool pool = pool();

        assertThat(pool.problems()).containsKey("pump 1");
        assertThatThrownBy(() -> deploy(pool)).isInstanceOf(PoolException.class)
                .hasMessageContaining("its archive has 10 bytes", "upload the same files again");
        Files.delete(blob());
        assertThat(pool().problems().get("pump 1")).contains("missing");

        assertThat(pool.add(version, DRAFT)).isEqualTo(added);
        assertThat(pool.problems()).isEmpty();
        deploy(pool);
        assertThat(pool().bytes()).isEqualTo(added.size());
    }

    @Test
    void anArchiveWithAnotherByteIsNotDeployed() throws Exception {
        Pool pool = pool();
        byte[] bytes = Files.readAllBytes(blob());
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob(), bytes);

        assertThatThrownBy(() -> deploy(pool)).isInstanceOf(PoolException.class)
                .hasMessageContaining("not what its sha256 says");
        assertThat(pool.problems()).containsKey("pump 1");
        pool.add(version, DRAFT);
        deploy(pool);
    }

    @Test
    void aCardWithAnotherDigestHasNoSignatureThatFits() throws Exception {
        String forged = "f".repeat(64);
        Files.copy(blob(), blob().resolveSibling(forged));
        Files.writeString(card(), Files.readString(card()).replace(added.sha256(), forged));

        Pool pool = pool();
        assertThat(pool.problems().get("pump 1")).contains("its card was changed");
        assertThatThrownBy(() -> deploy(pool)).isInstanceOf(PoolException.class);
    }

    @Test
    void aCardThatCannotBeReadIsNamedAndItsNumberAndArchiveStay() throws Exception {
        Files.writeString(card(), "{\"model\":");
        Pool pool = pool();

        assertThat(pool.list()).isEmpty();
        assertThat(pool.problems()).containsKey("pump/1.json");
        assertThat(blob()).exists();
        assertThat(pool.add(Versions.of(dir.resolve("other"), "two"), DRAFT).version()).isEqualTo(2);
        assertThatThrownBy(() -> pool.add(version, CardDraft.uploaded("pump", 1, "ada")))
                .hasMessageContaining("a card that cannot be read");
    }
}
