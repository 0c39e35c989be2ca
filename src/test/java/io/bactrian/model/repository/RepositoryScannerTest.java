package io.bactrian.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.manifest.ModelFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;

@ExpectedErrors("io.bactrian.model")
class RepositoryScannerTest {
    private static final Duration OLD = Duration.ofMinutes(1);

    @TempDir
    Path dir;

    @Test
    void theShippedModelIsFound() {
        RepositoryScanner repository = new RepositoryScanner(Path.of("models"));
        repository.scan();

        Found found = scan(repository, "pump-anomaly").get(0);

        assertThat(found.version()).isEqualTo(1);
        assertThat(found.files().onnx()).hasFileName("model.onnx");
    }

    @Test
    void versionsOlderThanTwoSecondsAreAcceptedByTheFirstScan() throws IOException {
        ModelFiles.aged(ModelFiles.version(dir, "m", "1"), OLD);

        Found found = scan(new RepositoryScanner(dir), "m").get(0);

        assertThat(found.incomplete()).isNull();
        assertThat(found.files().name()).isEqualTo("m");
        assertThat(found.files().version()).isEqualTo(1);
        assertThat(found.files().golden()).isNull();
    }

    @Test
    void freshVersionsAreScannedTwiceAtTheStart() throws IOException {
        ModelFiles.version(dir, "m", "1");
        RepositoryScanner repository = new RepositoryScanner(dir);

        assertThat(scan(repository, "m").get(0).incomplete()).startsWith("just found");
        assertThat(scan(repository, "m").get(0).files()).isNotNull();
    }

    @Test
    void versionsThatComeLaterAreScannedTwiceHoweverOld() throws IOException {
        RepositoryScanner repository = new RepositoryScanner(dir);
        repository.scan();
        ModelFiles.aged(ModelFiles.version(dir, "m", "1"), OLD);

        assertThat(scan(repository, "m").get(0).incomplete()).startsWith("just found");
        assertThat(scan(repository, "m").get(0).files()).isNotNull();
    }

    @Test
    void twoVersionsAtOnceAreBothFoundHighestFirst() throws IOException {
        for (String version : List.of("9", "10", "2")) {
            ModelFiles.aged(ModelFiles.version(dir, "m", version), OLD);
        }

        List<Found> found = scan(new RepositoryScanner(dir), "m");

        assertThat(found).extracting(Found::version).containsExactly(10, 9, 2);
        assertThat(found).allMatch(each -> each.files() != null);
    }

    @Test
    void onlyNamesOfModelsAndVersionsCount() throws IOException {
        for (String name : List.of(".hidden", "_m", "a model", "good.name_1-x")) {
            ModelFiles.version(dir, name, "1");
        }
        for (String version : List.of("0", "01", "-1", "v2", "1.5", "99999999999", "2147483648", ".2.new", "2147483647")) {
            ModelFiles.version(dir, "m", version);
        }
        Files.createDirectories(dir.resolve("empty"));
        Files.writeString(dir.resolve("file"), "");
        Files.writeString(Files.createDirectories(dir.resolve("filed")).resolve("1"), "");

        RepositorySnapshot snapshot = new RepositoryScanner(dir).scan();

        assertThat(snapshot.models()).containsOnlyKeys("empty", "filed", "good.name_1-x", "m");
        assertThat(snapshot.models().get("m")).extracting(Found::version).containsExactly(2147483647);
        assertThat(snapshot.models().get("empty")).isEmpty();
        assertThat(snapshot.models().get("filed")).isEmpty();
    }

    @Test
    void aFolderThatIsCopiedInSlowlyIsIncompleteNamingWhatIsMissing() throws IOException {
        RepositoryScanner repository = new RepositoryScanner(dir);
        repository.scan();
        Path folder = Files.createDirectories(dir.resolve("m/1"));
        assertThat(incomplete(repository)).isEqualTo("model.onnx and model.yaml are not there yet");

        Path onnx = Files.createFile(folder.resolve("model.onnx"));
        assertThat(incomplete(repository)).isEqualTo("model.yaml is not there yet");
        Files.writeString(folder.resolve("model.yaml"), "task: raw\n");
        assertThat(incomplete(repository)).isEqualTo("model.onnx is empty so far");
        for (int size = 10; size <= 30; size += 10) {
            Files.writeString(onnx, "x".repeat(10), StandardOpenOption.APPEND);
            assertThat(incomplete(repository))
                    .isEqualTo("still being copied: model.onnx grew from " + (size - 10) + " to " + size + " bytes");
        }
        assertThat(incomplete(repository)).isNull();

        Files.writeString(folder.resolve("golden.json"), "{}");
        assertThat(incomplete(repository)).isEqualTo("still being copied: golden.json was added");
        assertThat(scan(repository, "m").get(0).files().golden()).hasFileName("golden.json");
        Files.delete(folder.resolve("model.yaml"));
        assertThat(incomplete(repository)).isEqualTo("model.yaml is not there yet");
    }

    @Test
    void aFileWrittenAgainInPlaceIsANewStamp() throws IOException {
        Path folder = ModelFiles.aged(ModelFiles.version(dir, "m", "1"), OLD);
        RepositoryScanner repository = new RepositoryScanner(dir);
        String before = scan(repository, "m").get(0).files().digest();
        assertThat(scan(repository, "m").get(0).files().digest()).isEqualTo(before);

        Files.writeString(folder.resolve("model.yaml"), "task: rax\n");

        assertThat(incomplete(repository)).isEqualTo("still being copied: model.yaml was written again");
        assertThat(scan(repository, "m").get(0).files().digest()).isNotEqualTo(before);
    }

    @Test
    void anAtomicRenameOfAFileOrOfTheFolderIsANewStamp() throws IOException {
        Path folder = ModelFiles.aged(ModelFiles.version(dir, "m", "1"), OLD);
        RepositoryScanner repository = new RepositoryScanner(dir);
        String first = scan(repository, "m").get(0).files().digest();

        Path fresh = Files.writeString(folder.resolve(".model.onnx.new"), ModelFiles.ONNX.replace('o', 'O'));
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(folder.resolve("model.onnx")));
        Files.move(fresh, folder.resolve("model.onnx"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(incomplete(repository)).isEqualTo("still being copied: model.onnx was replaced");
        String second = scan(repository, "m").get(0).files().digest();
        assertThat(second).isNotEqualTo(first);

        Path other = ModelFiles.aged(ModelFiles.version(dir, "m", ".1.new"), OLD);
        Files.move(folder, dir.resolve("m/.1.old"));
        Files.move(other, folder);

        assertThat(incomplete(repository)).isEqualTo("still being copied: model.onnx was replaced");
        assertThat(scan(repository, "m").get(0).files().digest()).as("the digest of its first content").isEqualTo(first);
    }

    @Test
    void theSameContentHasTheSameStampWhereverItLiesAndWhenever() throws IOException {
        ModelFiles.aged(ModelFiles.version(dir, "m", "1"), OLD);
        String here = scan(new RepositoryScanner(dir), "m").get(0).files().digest();
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        ModelFiles.aged(ModelFiles.version(elsewhere, "m", "1"), OLD.plusSeconds(1));

        assertThat(scan(new RepositoryScanner(elsewhere), "m").get(0).files().digest()).isEqualTo(here);
    }

    @Test
    void aFolderMayVanishWhileItIsScanned() throws Exception {
        RepositoryScanner repository = new RepositoryScanner(dir);
        CountDownLatch enough = new CountDownLatch(1);
        Thread maker = new Thread(() -> {
            while (enough.getCount() > 0) {
                assertThatCode(() -> {
                    for (int i = 0; i < 20; i++) {
                        ModelFiles.version(dir, "m" + i, "1");
                    }
                    for (int i = 20; i-- > 0;) {
                        Path folder = dir.resolve("m" + i + "/1");
                        Files.delete(folder.resolve("model.onnx"));
                        Files.delete(folder.resolve("model.yaml"));
                        Files.delete(folder);
                        Files.delete(folder.getParent());
                    }
                }).doesNotThrowAnyException();
            }
        });
        maker.start();

        await().until(() -> repository.scan().models().containsKey("m0"));
        for (int i = 0; i < 500; i++) {
            repository.scan();
        }
        enough.countDown();
        maker.join();

        assertThat(repository.scan().models()).isEmpty();
    }

    @Test
    void withoutTheFolderThereAreNoModelsUntilItComes() throws IOException {
        Path later = dir.resolve("later");
        RepositoryScanner repository = new RepositoryScanner(later);
        assertThat(repository.scan().models()).isEmpty();

        ModelFiles.version(later, "m", "1");
        repository.scan();

        assertThat(scan(repository, "m").get(0).files()).isNotNull();
    }

    @Test
    void aBrokenLinkAndAFolderInPlaceOfAFileAreIncomplete() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("m/1"));
        Files.createSymbolicLink(folder.resolve("model.onnx"), Path.of("nowhere"));
        Files.createDirectories(folder.resolve("model.yaml"));

        assertThat(incomplete(new RepositoryScanner(dir))).isEqualTo("model.onnx and model.yaml are not there yet");
    }

    static List<Found> scan(RepositoryScanner repository, String model) {
        return repository.scan().models().get(model);
    }

    static String incomplete(RepositoryScanner repository) {
        Found found = scan(repository, "m").get(0);
        assertThat(found.files() == null).isEqualTo(found.incomplete() != null);
        return found.incomplete();
    }

    @Test
    void twoFoldersAreOneRepositoryAndTheFirstsVersionsGoFirst() {
        Found own = new Found(2, null, "own");
        RepositorySnapshot first = new RepositorySnapshot(Map.of("m", List.of(own), "only", List.of()));
        RepositorySnapshot second = new RepositorySnapshot(Map.of("m",
                List.of(new Found(3, null, "new"), new Found(2, null, "other"), new Found(1, null, "old")), "n", List.of(own)));

        RepositorySnapshot both = first.with(second);

        assertThat(both.models()).containsOnlyKeys("m", "n", "only");
        assertThat(both.models().get("m")).extracting(Found::incomplete).containsExactly("new", "own", "old");
    }
}
