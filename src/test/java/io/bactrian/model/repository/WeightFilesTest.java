package io.bactrian.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.ModelFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;

/** Versions whose weights are in a file beside model.onnx. */
class WeightFilesTest {
    private static final Duration OLD = Duration.ofMinutes(1);

    @TempDir
    Path temporary;
    private Path dir;
    private Path folder;

    @BeforeEach
    void version() throws IOException {
        dir = temporary.toRealPath().resolve("models");
        folder = ModelFiles.version(dir, "m", "1");
        names("weights.bin");
    }

    @Test
    void aVersionIsIncompleteUntilItsWeightsAreThereAndUnchanged() throws IOException {
        RepositoryScanner repository = new RepositoryScanner(dir);
        repository.scan();
        assertThat(found(repository).incomplete()).isEqualTo("'weights.bin', where model.onnx has weights, is not there yet");

        Files.writeString(folder.resolve("weights.bin"), "1");
        assertThat(found(repository).incomplete()).isEqualTo("still being copied: 'weights.bin' was added");
        Files.writeString(folder.resolve("weights.bin"), "12");
        assertThat(found(repository).incomplete()).isEqualTo("still being copied: 'weights.bin' grew from 1 to 2 bytes");
        assertThat(found(repository).files()).isNotNull();
    }

    @Test
    void otherWeightsAreAnotherStampAndTheSameElsewhereAreNot() throws IOException {
        Files.writeString(folder.resolve("weights.bin"), "one");
        String one = digest(dir);
        Files.writeString(folder.resolve("weights.bin"), "two");
        String two = digest(dir);
        Path elsewhere = Files.createDirectories(dir.resolveSibling("elsewhere"));
        Files.createDirectories(elsewhere.resolve("m/1"));
        for (String name : new String[]{"model.onnx", "model.yaml", "weights.bin"}) {
            Files.copy(folder.resolve(name), elsewhere.resolve("m/1").resolve(name));
        }
        Files.writeString(folder.resolve("notes.txt"), "no part of the version");

        assertThat(two).isNotEqualTo(one).isEqualTo(digest(elsewhere)).isEqualTo(digest(dir));
    }

    @Test
    void weightsOfAMountedConfigMapAreTurnedWithTheOthers() throws IOException {
        Files.delete(folder.resolve("model.onnx"));
        Files.delete(folder.resolve("model.yaml"));
        for (String turn : new String[]{"..one", "..two"}) {
            Path content = Files.createDirectories(folder.resolve(turn));
            Files.write(content.resolve("model.onnx"), naming("weights.bin"));
            Files.writeString(content.resolve("model.yaml"), "");
            Files.writeString(content.resolve("weights.bin"), turn);
            ModelFiles.aged(content, OLD);
        }
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
        for (String name : new String[]{"model.onnx", "model.yaml", "weights.bin"}) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
        }
        RepositoryScanner repository = new RepositoryScanner(dir);
        VersionFiles before = found(repository).files();
        Files.createSymbolicLink(folder.resolve("..fresh"), Path.of("..two"));
        Files.move(folder.resolve("..fresh"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(found(repository).incomplete()).startsWith("still being copied");
        VersionFiles after = found(repository).files();
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(weights(before)).isEqualTo(folder.resolve("..one/weights.bin"));
        assertThat(weights(after)).isEqualTo(folder.resolve("..two/weights.bin"));
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsNeitherReadNorWaitedFor() throws IOException {
        Files.writeString(dir.resolveSibling("secret"), "1");
        names("../../../secret");
        String one = digest(dir);
        Files.writeString(dir.resolveSibling("secret"), "another");

        assertThat(digest(dir)).isEqualTo(one);
        VersionFiles files = new VersionFiles("m", 1, folder.resolve("model.onnx"), folder.resolve("model.yaml"), null, "");
        assertThatThrownBy(() -> files.weights("../../../secret")).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("not inside the version's folder");
    }

    @Test
    void aFileThatIsALinkOutOfTheFolderIsPassedOnToBeRejectedAndItsContentIsNotReadForTheDigest() throws IOException {
        Path outside = Files.writeString(dir.resolveSibling("secret.yaml"), "a: 1");
        Files.writeString(folder.resolve("weights.bin"), "1");
        Files.delete(folder.resolve("model.yaml"));
        Files.createSymbolicLink(folder.resolve("model.yaml"), outside);
        RepositoryScanner repository = new RepositoryScanner(dir);
        repository.scan();
        VersionFiles files = found(repository).files();

        assertThatThrownBy(files::mustBeInside).isInstanceOf(ModelRejectedException.class).hasMessageContaining("secret.yaml")
                .hasMessageContaining("lies outside");
        Files.setLastModifiedTime(outside, Files.getLastModifiedTime(folder.resolve("weights.bin")));
        String one = digest(dir);
        Files.setLastModifiedTime(Files.writeString(outside, "b: 2"), Files.getLastModifiedTime(folder.resolve("weights.bin")));
        assertThat(digest(dir)).isEqualTo(one);
    }

    @Test
    void whatIsNoOnnxFileNamesNoWeights() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "no graph");

        assertThat(digest(dir)).isNotNull();
    }

    private void names(String location) throws IOException {
        Files.write(folder.resolve("model.onnx"), naming(location));
    }

    private static byte[] naming(String location) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1).addDims(1)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location));
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
        model.getGraphBuilder().addInitializer(tensor);
        return model.build().toByteArray();
    }

    private static Path weights(VersionFiles files) {
        try {
            return files.weights("weights.bin");
        } catch (ModelRejectedException e) {
            throw new AssertionError(e);
        }
    }

    private static Found found(RepositoryScanner repository) {
        return repository.scan().models().get("m").get(0);
    }

    private static String digest(Path models) {
        RepositoryScanner repository = new RepositoryScanner(models);
        repository.scan();
        return found(repository).files().digest();
    }
}
