package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** Models that add two numbers of another file to what they get. */
class ExternalWeightsTest {
    private static final String RAW = "task: raw\n";

    @TempDir
    Path dir;
    private Path folder;

    @BeforeEach
    void weights() throws IOException {
        folder = Files.createDirectories(dir.toRealPath().resolve("m/1"));
        write(folder.resolve("weights.bin"), 10, 20, 30, 40);
        write(dir.resolve("secret.bin"), 66, 77);
    }

    /** Where in a model a tensor can be. */
    enum Place {
        INITIALIZER(weights -> base().constant(weights).node("Add", "y", "x", "w")),

        CONSTANT_NODE(
                weights -> base().node("Constant", "w", List.of(), Graph.tensor("value", weights)).node("Add", "y", "x", "w")),

        INITIALIZER_OF_A_BRANCH(weights -> branches(Graph.of().output("then", DataType.FLOAT, -1, 2).constant(weights)
                .node("Add", "then", "x", "w").body())),

        CONSTANT_OF_A_BRANCH(weights -> branches(Graph.of().output("then", DataType.FLOAT, -1, 2)
                .node("Constant", "w", List.of(), Graph.tensor("value", weights)).node("Add", "then", "x", "w").body())),

        CONSTANT_OF_A_FUNCTION(weights -> base().domain("local").function(FunctionProto.newBuilder().setDomain("local")
                .setName("Shift").addInput("in").addOutput("out")
                .addNode(NodeProto.newBuilder().setOpType("Constant").addOutput("w")
                        .addAttribute(Graph.tensor("value", weights)))
                .addNode(NodeProto.newBuilder().setOpType("Add").addInput("in").addInput("w").addOutput("out")))
                .node("local", "Shift", "y", List.of("x"))),

        DEFAULT_OF_A_FUNCTIONS_ATTRIBUTE(weights -> base().domain("local").function(FunctionProto.newBuilder()
                .setDomain("local").setName("Shift").addInput("in").addOutput("out")
                .addAttributeProto(Graph.tensor("by", weights))
                .addNode(NodeProto.newBuilder().setOpType("Constant").addOutput("w")
                        .addAttribute(Graph.tensor("value", weights).toBuilder().clearT().setRefAttrName("by")))
                .addNode(NodeProto.newBuilder().setOpType("Add").addInput("in").addInput("w").addOutput("out")))
                .node("local", "Shift", "y", List.of("x"))),

        VALUES_OF_A_SPARSE_INITIALIZER(weights -> base().sparse(SparseTensorProto.newBuilder().addDims(2)
                .setValues(weights).setIndices(TensorProto.newBuilder().setName("").setDataType(DataType.INT64.getNumber())
                        .addDims(2).addInt64Data(0).addInt64Data(1)))
                .node("Add", "y", "x", "w")),

        TRAINING(weights -> base().floats("w", 20, 30).node("Add", "y", "x", "w")
                .training(Graph.of().constant(weights).body()));

        private final java.util.function.Function<TensorProto.Builder, Graph> graph;

        Place(java.util.function.Function<TensorProto.Builder, Graph> graph) {
            this.graph = graph;
        }

        byte[] with(TensorProto.Builder weights) {
            return graph.apply(weights).bytes();
        }

        private static Graph base() {
            return Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2);
        }

        private static Graph branches(GraphProto then) {
            GraphProto otherwise = Graph.of().output("else", DataType.FLOAT, -1, 2).node("Identity", "else", "x").body();
            return base()
                    .constant(TensorProto.newBuilder().setName("yes").setDataType(DataType.BOOL.getNumber()).addInt32Data(1))
                    .node("If", "y", List.of("yes"), Graph.graph("then_branch", then), Graph.graph("else_branch", otherwise));
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void weightsInsideTheFolderAreUsedWhereverInTheModelTheyAreNamed(Place place) throws Exception {
        byte[] onnx = place.with(Graph.said(weights("weights.bin"), "offset", "4"));

        try (OnnxModel model = OnnxModel.open(files(onnx), Versions.NO_LIMIT)) {
            assertThat(Versions.values(Versions.run(model, new double[]{1, 2}).get(0), "y")).containsExactly(21, 32);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void noOtherFileIsReadWhereverInTheModelItIsNamed(Place place) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.bin"), dir.resolve("secret.bin"));
        Files.createSymbolicLink(folder.resolve("sub"), dir);
        Files.createDirectories(dir.resolve("m/2"));
        write(dir.resolve("m/2/weights.bin"), 5, 6);

        for (String location : List.of("../../secret.bin", dir.resolve("secret.bin").toString(), "/etc/passwd",
                "x/../../../secret.bin", link.getFileName().toString(), "sub/secret.bin", "../2/weights.bin",
                "sub/m/2/weights.bin", "../1", ".", "", "*/_ORT_MEM_ADDR_/*", "weights.bin\0.txt", "file:///etc/passwd")) {
            assertRefused(place.with(weights(location))).hasMessageContaining("weights in the file");
        }
        assertRefused(place.with(TensorProto.newBuilder(weights("x").build()).clearExternalData()))
                .hasMessageContaining("weights in the file ''");
    }

    @Test
    void whatComesTwiceInTheFileIsNoWayRoundTheCheck() throws Exception {
        TensorProto outside = weights("../../secret.bin").build();
        TensorProto here = weights("weights.bin").clearExternalData().clearDataLocation().addFloatData(1).addFloatData(1)
                .build();
        byte[] node = NodeProto.newBuilder().setOpType("Constant").addOutput("w").addAttribute(Graph.tensor("value",
                outside.toBuilder())).build().toByteArray();

        for (TensorProto second : List.of(outside, here)) {
            NodeProto.Builder merged = NodeProto.parseFrom(node).toBuilder();
            byte[] attribute = concat(merged.getAttribute(0).toByteArray(), field(5, second.toByteArray()));
            byte[] twice = concat(merged.clearAttribute().build().toByteArray(), field(5, attribute));
            byte[] onnx = concat(Place.base().node("Add", "y", "x", "w").bytes(), field(7, field(1, twice)));

            assertRefused(onnx).hasMessageContaining("not inside the version's folder");
        }
    }

    @Test
    void aLinkInsideTheFolderIsFollowed() throws Exception {
        Files.createDirectories(folder.resolve("blobs"));
        Files.move(folder.resolve("weights.bin"), folder.resolve("blobs/abc"));
        Files.createSymbolicLink(folder.resolve("weights.bin"), Path.of("blobs/abc"));

        assertAdds(10, 20, Place.INITIALIZER.with(weights("weights.bin")));
        assertAdds(10, 20, Place.INITIALIZER.with(weights("blobs/../blobs/./abc")));
    }

    @Test
    void bytesThatTheFileDoesNotHaveAreRefusedByNumber() throws IOException {
        assertRefused(Place.INITIALIZER.with(Graph.said(weights("weights.bin"), "offset", "12")))
                .hasMessageContaining("the tensor 'w' has 8 bytes from '12' on in the file 'weights.bin', which has 16 bytes");
        for (String offset : List.of("-4", "17", "9223372036854775807", "99999999999999999999", "four", "")) {
            assertRefused(Place.INITIALIZER.with(Graph.said(weights("weights.bin"), "offset", offset)))
                    .hasMessageContaining("from '" + offset + "' on");
        }
        for (String length : List.of("9", "7", "-1", "9223372036854775807", "eight")) {
            assertRefused(Place.INITIALIZER.with(Graph.said(weights("weights.bin"), "length", length)))
                    .hasMessageContaining("a length of '" + length + "' bytes").hasMessageContaining("have 8");
        }
        assertRefused(Place.INITIALIZER.with(Graph.external("w", DataType.FLOAT, "weights.bin", Long.MAX_VALUE, 8)))
                .hasMessageContaining("no number of bytes");
        assertRefused(Place.INITIALIZER.with(Graph.external("w", DataType.STRING, "weights.bin", 2)))
                .hasMessageContaining("elements of type 8");
    }

    @Test
    void theirBytesCountForTheLimit() throws Exception {
        byte[] onnx = Place.INITIALIZER.with(weights("weights.bin"));

        try (OnnxModel model = OnnxModel.open(files(onnx), onnx.length + 1024)) {
            assertThat(model.manifest().inputs()).hasSize(1);
        }
        assertThatThrownBy(() -> OnnxModel.open(files(onnx), onnx.length + 15)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("have " + (onnx.length + 16) + " bytes")
                .hasMessageContaining("bactrian.models.max-bytes");
    }

    @Test
    void oneFileThatManyTensorsNameDoesNotOutgrowTheLimit() throws Exception {
        Files.write(folder.resolve("zeros.bin"), new byte[1 << 20]);
        Graph graph = Place.base().floats("w", 1, 2).node("Add", "y", "x", "w");
        for (int i = 0; i < 100; i++) {
            graph.constant(Graph.external("w" + i, DataType.FLOAT, "zeros.bin", 1 << 18));
        }

        assertThatThrownBy(() -> OnnxModel.open(files(graph.bytes()), 50 << 20)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("with its weights has").hasMessageContaining("bactrian.models.max-bytes");
    }

    @Test
    void manyTensorsInManyPlacesComeFromTheirOwnBytes() throws Exception {
        float[] numbers = new float[3000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        write(folder.resolve("many.bin"), numbers);
        Graph graph = Place.base();
        String last = "x";
        for (int i = 0; i < 1500; i += 100) {
            TensorProto.Builder two = Graph.said(Graph.said(Graph.external("w" + i, DataType.FLOAT, "many.bin", 2), "offset",
                    Integer.toString(8 * i)), "length", "8");
            if (i % 200 == 0) {
                graph.constant(two);
            } else {
                graph.node("Constant", "w" + i, List.of(), Graph.tensor("value", two));
            }
            graph.node("Add", i == 1400 ? "y" : "sum" + i, last, "w" + i);
            last = "sum" + i;
        }

        assertAdds(21000, 21015, graph.bytes());
    }

    @Test
    void largeWeightsAreLoadedToo() throws Exception {
        int width = 2048;
        float[] square = new float[width * width];
        square[0] = 3;
        square[width + 1] = 4;
        write(folder.resolve("large.bin"), square);
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, width).output("y", DataType.FLOAT, -1, width)
                .constant(Graph.external("w", DataType.FLOAT, "large.bin", width, width)).node("MatMul", "y", "x", "w");
        double[] message = new double[width];
        message[0] = 1;
        message[1] = 1;

        try (OnnxModel model = OnnxModel.open(files(graph.bytes()), 1 << 30)) {
            assertThat(Versions.values(Versions.run(model, message).get(0), "y")).startsWith(3, 4, 0);
        }
    }

    @Test
    void aFolderThatIsALinkAndAMountedConfigMapAreWhereTheyLead() throws Exception {
        Path data = Files.createDirectories(folder.resolve("..2026"));
        Files.move(folder.resolve("weights.bin"), data.resolve("weights.bin"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(folder.resolve("weights.bin"), Path.of("..data/weights.bin"));
        Path onnx = Files.write(data.resolve("model.onnx"), Place.INITIALIZER.with(weights("weights.bin")));
        Path manifest = Files.writeString(data.resolve("model.yaml"), RAW);

        OnnxModel.open(new VersionFiles("test", 1, onnx, manifest, null, "", folder), Versions.NO_LIMIT).close();
    }

    @Test
    void aManifestAndGoldenCasesFromOutsideAreRefused() throws Exception {
        VersionFiles good = files(Graph.of("Neg", 2).bytes());
        Path elsewhere = Files.writeString(dir.resolve("model.yaml"), "secret: 1\n").toRealPath();

        for (VersionFiles bad : List.of(new VersionFiles("test", 1, good.onnx(), elsewhere, null, "", folder),
                new VersionFiles("test", 1, good.onnx(), good.manifest(), elsewhere, "", folder),
                new VersionFiles("test", 1, elsewhere, good.manifest(), null, "", folder))) {
            assertThatThrownBy(() -> OnnxModel.open(bad, Versions.NO_LIMIT)).isInstanceOf(ModelRejectedException.class)
                    .hasMessageContaining("lies outside").hasMessageNotContaining("secret");
        }
    }

    @Test
    void aLinkThatIsPutInPlaceOfAFileAfterItWasLookedAtIsNotFollowed() throws Exception {
        VersionFiles files = files(Place.INITIALIZER.with(weights("weights.bin")));
        UnaryOperator<Path> replaced = file -> {
            try {
                Files.move(file, file.resolveSibling("aside"));
                return Files.createSymbolicLink(file, dir.resolve("secret.bin"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };

        for (Path file : List.of(files.manifest(), files.onnx())) {
            replaced.apply(file);
            assertThatThrownBy(() -> OnnxModel.open(files, Versions.NO_LIMIT)).isInstanceOf(ModelRejectedException.class)
                    .hasMessageContaining("cannot be read");
            Files.delete(file);
            Files.move(file.resolveSibling("aside"), file);
        }
        OnnxModel.open(files, Versions.NO_LIMIT).close();
    }

    private static TensorProto.Builder weights(String location) {
        return Graph.external("w", DataType.FLOAT, location, 2);
    }

    private void assertAdds(double left, double right, byte[] onnx) throws Exception {
        try (OnnxModel model = OnnxModel.open(files(onnx), Versions.NO_LIMIT)) {
            assertThat(Versions.values(Versions.run(model, new double[]{0, 0}).get(0), "y")).containsExactly(left, right);
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] onnx) {
        return assertThatThrownBy(() -> OnnxModel.open(files(onnx), Versions.NO_LIMIT).close())
                .isInstanceOf(ModelRejectedException.class);
    }

    private VersionFiles files(byte[] onnx) {
        return Versions.write(folder, onnx, RAW, null);
    }

    private static void write(Path file, float... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static byte[] field(int number, byte[] message) {
        ByteBuffer bytes = ByteBuffer.allocate(message.length + 6).put((byte) (number << 3 | 2));
        int left = message.length;
        for (; left > 0x7f; left >>>= 7) {
            bytes.put((byte) (left & 0x7f | 0x80));
        }
        bytes.put((byte) left).put(message).flip();
        byte[] field = new byte[bytes.remaining()];
        bytes.get(field);
        return field;
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }
}
