package io.bactrian.model.repository;

import static io.bactrian.model.repository.RepositoryScannerTest.incomplete;
import static io.bactrian.model.repository.RepositoryScannerTest.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.ModelFiles;

/** Folders and files behind links, which others turn while they are scanned. */
@ExpectedErrors("io.bactrian.model")
class RepositoryLinksTest {
    private static final Duration OLD = Duration.ofMinutes(1);
    private static final List<String> FILES = List.of("model.onnx", "model.yaml", "golden.json");

    @TempDir
    Path dir;

    @Test
    void aLinkThatIsTurnedIsANewStampAndItsFilesAreHandedOutByTheirRealPaths() throws IOException {
        Path one = ModelFiles.aged(ModelFiles.version(dir, ".store", "one"), OLD).toRealPath();
        Path two = ModelFiles.version(dir, ".store", "two").toRealPath();
        Files.writeString(two.resolve("model.yaml"), "task: rax\n");
        ModelFiles.aged(two, OLD);
        Path model = Files.createDirectories(dir.resolve("m"));
        Files.createSymbolicLink(model.resolve("1"), one);
        RepositoryScanner repository = new RepositoryScanner(dir);
        VersionFiles before = scan(repository, "m").get(0).files();

        turn(model.resolve("1"), two);

        assertThat(before.onnx()).isEqualTo(one.resolve("model.onnx"));
        assertThat(incomplete(repository)).isEqualTo("still being copied: model.onnx was replaced");
        VersionFiles after = scan(repository, "m").get(0).files();
        assertThat(after.onnx()).isEqualTo(two.resolve("model.onnx"));
        assertThat(after.manifest()).isEqualTo(two.resolve("model.yaml"));
        assertThat(after.digest()).isNotEqualTo(before.digest());
    }

    @Test
    void aFilesOwnLinkIsFollowedAndNoticedWhenItIsTurned() throws IOException {
        Path store = ModelFiles.aged(ModelFiles.version(dir, "m/1", ".store"), OLD).toRealPath();
        Path folder = dir.resolve("m/1");
        Files.createSymbolicLink(folder.resolve("model.onnx"), store.resolve("model.onnx"));
        Files.createSymbolicLink(folder.resolve("model.yaml"), store.resolve("model.yaml"));
        RepositoryScanner repository = new RepositoryScanner(dir);
        VersionFiles before = scan(repository, "m").get(0).files();
        Path other = Files.createLink(store.resolve("other.onnx"), store.resolve("model.onnx"));

        turn(folder.resolve("model.onnx"), other);

        assertThat(before.onnx()).isEqualTo(store.resolve("model.onnx"));
        assertThat(incomplete(repository)).isEqualTo("still being copied: model.onnx was replaced");
        assertThat(scan(repository, "m").get(0).files().onnx()).isEqualTo(other);
    }

    @Test
    void aModelsLinkIsFollowedToo() throws IOException {
        ModelFiles.aged(ModelFiles.version(dir, "..2026/m", "4"), OLD);
        Files.createSymbolicLink(dir.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(dir.resolve("m"), Path.of("..data/m"));

        VersionFiles files = scan(new RepositoryScanner(dir), "m").get(0).files();

        assertThat(files.onnx()).isEqualTo(dir.toRealPath().resolve("..2026/m/4/model.onnx"));
    }

    @Test
    void theLinksOfAMountedConfigMapAreTurnedTogether() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("m/1"));
        for (String written : List.of("..one", "..two")) {
            Path content = Files.createDirectories(folder.resolve(written));
            Files.writeString(content.resolve("model.onnx"), ModelFiles.ONNX);
            Files.writeString(content.resolve("model.yaml"), "description: " + written);
            ModelFiles.aged(content, OLD);
        }
        Files.writeString(folder.resolve("..two/golden.json"), "{}");
        mount(folder);
        RepositoryScanner repository = new RepositoryScanner(dir);
        VersionFiles before = scan(repository, "m").get(0).files();
        assertThat(before.onnx().getParent()).hasFileName("..one").isEqualTo(before.manifest().getParent());
        assertThat(before.golden()).isNull();

        turn(folder.resolve("..data"), Path.of("..two"));

        assertThat(incomplete(repository)).startsWith("still being copied: model.onnx was replaced");
        VersionFiles after = scan(repository, "m").get(0).files();
        assertThat(List.of(after.onnx(), after.manifest(), after.golden())).allSatisfy(
                file -> assertThat(file.getParent()).hasFileName("..two"));
        assertThat(after.digest()).isNotEqualTo(before.digest());
    }

    @Test
    void whileALinkIsTurnedAllFilesComeThroughTheSameDirectory() throws Exception {
        Path folder = Files.createDirectories(dir.resolve("m/1"));
        for (String written : List.of("..one", "..two")) {
            Path content = Files.createDirectories(folder.resolve(written));
            for (String name : FILES) {
                Files.writeString(content.resolve(name), "x");
            }
            ModelFiles.aged(content, OLD);
        }
        mount(folder);
        CountDownLatch enough = new CountDownLatch(1);
        Thread turner = new Thread(() -> turnUntil(enough, folder.resolve("..data")));
        turner.start();

        for (int i = 0; i < 2000; i++) {
            VersionSnapshot snapshot = VersionSnapshot.at(folder, onnx -> Set.of());
            if (snapshot.missing() == null) {
                assertThat(List.of(snapshot.manifest(), snapshot.golden())).allSatisfy(
                        fingerprint -> assertThat(fingerprint.real().getParent())
                                .isEqualTo(snapshot.onnx().real().getParent()));
            }
        }
        enough.countDown();
        turner.join();
    }

    @Test
    void whileTheFolderCannotBeReadWhatWasSeenLastStands() throws IOException {
        ModelFiles.aged(ModelFiles.version(dir, "real/m", "1"), OLD);
        Path models = Files.createSymbolicLink(dir.resolve("models"), dir.resolve("real"));
        RepositoryScanner repository = new RepositoryScanner(models);
        RepositorySnapshot before = repository.scan();
        assertThat(before.models().get("m").get(0).files()).isNotNull();

        turn(models, models);
        assertThat(repository.scan()).isEqualTo(before);

        turn(models, dir.resolve("real"));
        assertThat(repository.scan()).isEqualTo(before).isNotSameAs(before);
    }

    /** Links as a mounted ConfigMap has them, to the first of its two contents. */
    private static void mount(Path folder) throws IOException {
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
        for (String name : FILES) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
        }
    }

    /** As the kubelet does it: a new link, moved over the old one. */
    private static void turn(Path link, Path target) throws IOException {
        Path fresh = Files.createSymbolicLink(link.resolveSibling("..fresh"), target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void turnUntil(CountDownLatch enough, Path link) {
        for (int i = 0; enough.getCount() > 0; i++) {
            Path target = Path.of(i % 2 == 0 ? "..two" : "..one");
            assertThatCode(() -> turn(link, target)).doesNotThrowAnyException();
        }
    }
}
