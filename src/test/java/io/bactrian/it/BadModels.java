package io.bactrian.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.bactrian.kit.ModelsFolder;

/** Versions that must not be taken, each made of the shipped one, and what is said of them. */
enum BadModels {
    TRUNCATED(onnx(BadModels::half), "model.onnx cannot be loaded",
            "it is no ONNX file, or a part of one: copy it again"), OPSET(
                    model(proto -> proto.getOpsetImportBuilder(0).setVersion(999)), "opset",
                    "export the model again with an opset and IR version that ONNX Runtime"), OPERATOR(model(
                            proto -> proto.getGraphBuilder().getNodeBuilder(0).setDomain("com.example").setOpType("Guess")),
                            "Guess", "custom operators are not supported"), DIGEST(
                                    folder -> ModelsFolder.edit(folder.resolve("model.yaml"), "sha256: .{8}",
                                            "sha256: 01234567"),
                                    "sha256 is 01234567",
                                    "copy it again"), KEY(folder -> append(folder.resolve("model.yaml"), "treads: 2\n"),
                                            "treads is no known key",
                                            "did you mean 'threads'?"), LARGE(folder -> grow(folder.resolve("model.onnx")),
                                                    "model.onnx has 2147483648 bytes",
                                                    "bactrian.models.max-bytes"), EXPECTATION(
                                                            folder -> ModelsFolder.edit(folder.resolve("golden.json"),
                                                                    "\"anomaly\":\\[0\\]", "\"anomaly\":[1]"),
                                                            "golden.json", "cases[", "expected");

    private final Consumer<Path> spoil;
    private final List<String> words;

    BadModels(Consumer<Path> spoil, String... words) {
        this.spoil = spoil;
        this.words = List.of(words);
    }

    /** Makes a good version's folder a bad one. */
    void spoil(Path folder) {
        spoil.accept(folder);
    }

    /** What must be in the reason for its refusal. */
    List<String> words() {
        return words;
    }

    private interface Change {
        byte[] of(byte[] onnx) throws IOException;
    }

    private static Consumer<Path> onnx(Change change) {
        return folder -> {
            try {
                var file = folder.resolve("model.onnx");
                Files.write(file, change.of(Files.readAllBytes(file)));
                ModelsFolder.edit(folder.resolve("model.yaml"), "sha256: .*", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Consumer<Path> model(Consumer<ModelProto.Builder> change) {
        return onnx(bytes -> {
            var model = ModelProto.parseFrom(bytes).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        });
    }

    private static byte[] half(byte[] onnx) {
        return Arrays.copyOf(onnx, onnx.length / 2);
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, Files.readString(file) + text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To two gigabytes, which take no place on the disk. */
    private static void grow(Path file) {
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(2L << 30);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
