package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Java;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.model.repository.Digest;

/**
 * A process that adds versions without a pause is killed again and again, somewhere in the middle. As that seldom hits the moment
 * between two steps, each step is also stopped there: a folder is where its file should go.
 */
class PoolKillTest {
    private static final CardDraft DRAFT = CardDraft.uploaded("pump", 0, "ada");
    private static final int KILLS = 8;
    private static final PoolSettings SETTINGS = new PoolSettings(1 << 24, 1L << 32, 0, false);

    /** Adds versions, and says each that is added. */
    public static final class Adder {
        private Adder() {
        }

        /** @param arguments the pool's folder, and what tells this run's versions from those of others */
        public static void main(String[] arguments) throws Exception {
            Path dir = Path.of(arguments[0]);
            Pool pool = open(dir);
            for (int i = 0;; i++) {
                Path folder = Versions.of(dir.resolveSibling("versions/" + arguments[1] + "-" + i),
                        "run " + arguments[1] + " " + i);
                Files.write(folder.resolve("weights.bin"), new byte[1 << 20]);
                PoolVersion added = pool.add(folder, CardDraft.uploaded("pump", 0, "a process"));
                System.out.println(added.version() + " " + added.sha256());
                if (i % 3 == 2) {
                    pool.remove("pump", added.version() - 1, DeployedVersions.NONE, "a process");
                }
            }
        }
    }

    private static Pool open(Path dir) throws IOException {
        return new Pool(dir, SETTINGS, SigningKey.of(SigningKeyTest.PEM), Clock.systemUTC());
    }

    @Test
    void whatWasSaidToBeAddedIsThereAfterAKillAndNothingIsThereByHalf() throws Exception {
        Path scratch = Scratch.directory("pool-kill");
        Path dir = scratch.resolve("pool");
        Random random = new Random(11);
        for (int run = 0; run < KILLS; run++) {
            Path log = scratch.resolve("added-" + run + ".log");
            ChildProcess process = ChildProcess.start("adder",
                    Java.withTestClasspath(List.of("-Xmx128m"), Adder.class.getName(), dir.toString(), "" + run), Map.of(),
                    log);
            process.await("a version is added", Patience.LONG, () -> !said(log).isEmpty());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(700)));
            process.kill();

            check(open(dir), dir, said(log));
        }
    }

    @Test
    void aVersionWhoseArchiveCannotGoToItsPlaceHasNoCard(@TempDir Path scratch) throws Exception {
        Path folder = Versions.of(scratch.resolve("version"), "one");
        String sha256 = open(scratch.resolve("other")).add(folder, DRAFT).sha256();
        Path dir = scratch.resolve("pool");
        Pool pool = open(dir);
        Path obstacle = Files.createDirectory(dir.resolve("blobs/sha256").resolve(sha256));

        assertThatThrownBy(() -> pool.add(folder, DRAFT)).isInstanceOf(IOException.class);

        assertThat(pool.card("pump", 1)).isEmpty();
        assertThat(dir.resolve("models/pump/1.json")).doesNotExist();
        Files.delete(obstacle);
        check(open(dir), dir, Map.of());
        assertThat(open(dir).add(folder, DRAFT).version()).isEqualTo(1);
    }

    @Test
    void anArchiveWhoseCardCannotBeWrittenIsNoVersionAndGoesAtTheNextStart(@TempDir Path scratch) throws Exception {
        Path folder = Versions.of(scratch.resolve("version"), "one");
        Path dir = scratch.resolve("pool");
        Pool pool = open(dir);
        Files.createDirectories(dir.resolve("models/pump/.1.json.new"));

        assertThatThrownBy(() -> pool.add(folder, DRAFT)).isInstanceOf(IOException.class);

        assertThat(pool.list()).isEmpty();
        assertThat(dir.resolve("blobs/sha256")).isNotEmptyDirectory();
        check(open(dir), dir, Map.of());
        assertThat(dir.resolve("blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void aVersionWhoseCardCannotSayThatItIsRemovedKeepsItsArchive(@TempDir Path scratch) throws Exception {
        Path dir = scratch.resolve("pool");
        Pool pool = open(dir);
        PoolVersion added = pool.add(Versions.of(scratch.resolve("version"), "one"), DRAFT);
        Files.createDirectory(dir.resolve("models/pump/.1.json.new"));

        assertThatThrownBy(() -> pool.remove("pump", 1, DeployedVersions.NONE, "ada")).isInstanceOf(IOException.class);

        assertThat(pool.list()).containsExactly(added);
        check(open(dir), dir, Map.of(1, added.sha256()));
    }

    private static void check(Pool pool, Path dir, Map<Integer, String> said) throws IOException {
        assertThat(pool.problems()).isEmpty();
        assertThat(dir.resolve("incoming")).isEmptyDirectory();
        said.forEach((version, sha256) -> assertThat(pool.card("pump", version)).hasValueSatisfying(
                found -> assertThat(found.sha256()).isEqualTo(sha256)));
        Map<String, Long> archives = new HashMap<>();
        for (PoolVersion version : pool.list()) {
            assertThat(Digest.of(pool.archive(version).toRealPath())).isEqualTo(version.sha256());
            archives.put(version.sha256(), version.size());
        }
        assertThat(dir.resolve("blobs/sha256").toFile().list()).containsExactlyInAnyOrderElementsOf(archives.keySet());
        assertThat(pool.bytes()).isEqualTo(archives.values().stream().mapToLong(Long::longValue).sum());
    }

    /** The last line may be cut off by the kill. */
    private static Map<Integer, String> said(Path log) {
        Map<Integer, String> said = new HashMap<>();
        try {
            for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
                if (line.matches("\\d+ [0-9a-f]{64}")) {
                    said.put(Integer.valueOf(line.split(" ")[0]), line.split(" ")[1]);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return said;
    }
}
