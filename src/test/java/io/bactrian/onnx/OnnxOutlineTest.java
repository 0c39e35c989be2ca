package io.bactrian.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.bactrian.onnx.OnnxOutline.Operator;

class OnnxOutlineTest {
    @Test
    void aStreamAndABufferTellTheSame() throws IOException {
        byte[] file = model(external("w")).build().toByteArray();

        OnnxOutline outline = OnnxOutline.read(ByteBuffer.wrap(file));

        assertThat(OnnxOutline.read(new ByteArrayInputStream(file))).isEqualTo(outline);
        assertThat(outline.ports()).containsExactly("x");
        assertThat(outline.operators()).containsEntry(new Operator("", "Constant"), "c");
        assertThat(outline.metadata()).containsEntry("key", "🔥");
        assertThat(outline.externals()).extracting(ExternalTensor::location).containsExactly("attribute w", "w");
        assertThat(outline.externals()).extracting(ExternalTensor::length).containsOnly(8L);
    }

    @Test
    void aFileThatIsCutAnywhereIsSaidToBeNoneAndNothingElseHappens() {
        byte[] file = model(external("w")).build().toByteArray();

        int refused = 0;
        for (int length = 0; length < file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);
            for (boolean stream : new boolean[]{false, true}) {
                try {
                    OnnxOutline outline = stream
                            ? OnnxOutline.read(new ByteArrayInputStream(part))
                            : OnnxOutline.read(ByteBuffer.wrap(part));
                    assertThat(outline).isNotNull();
                } catch (OnnxFormatException e) {
                    assertThat(e).hasMessageContaining("Protobuf parsing failed");
                    refused++;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(refused).isGreaterThan(file.length);
    }

    @Test
    void bytesAtRandomAreRefusedOrReadAndNothingElseHappens() {
        Random random = new Random(7);
        byte[] file = model(external("w")).build().toByteArray();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] spoiled = file.clone();
            for (int j = 0; j < 3; j++) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
            }
            try {
                OnnxOutline.read(ByteBuffer.wrap(spoiled));
            } catch (OnnxFormatException e) {
                refused++;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void whatIsTooDeepOrTooLongIsRefused() {
        GraphProto graph = GraphProto.newBuilder().addInitializer(external("w")).build();
        for (int i = 0; i < 40; i++) {
            graph = GraphProto.newBuilder().addNode(NodeProto.newBuilder()
                    .addAttribute(AttributeProto.newBuilder().setG(graph))).build();
        }
        byte[] deep = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
        byte[] named = model(external("w").setName("n".repeat(1 << 17))).build().toByteArray();
        ModelProto.Builder many = model(external("w"));
        for (int i = 0; i < 20_001; i++) {
            many.getGraphBuilder().addInitializer(external("w" + i));
        }

        assertThatThrownBy(() -> OnnxOutline.read(ByteBuffer.wrap(deep))).isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("more than 100 deep");
        assertThatThrownBy(() -> OnnxOutline.read(ByteBuffer.wrap(named))).isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("131072 bytes");
        assertThatThrownBy(() -> OnnxOutline.read(ByteBuffer.wrap(many.build().toByteArray())))
                .isInstanceOf(OnnxFormatException.class).hasMessageContaining("more than 20000 tensors");
    }

    @Test
    void anInlinedFileHasItsTensorsValuesAndAllElseAsBefore() throws IOException {
        ModelProto before = model(external("w")).build();
        byte[] file = before.toByteArray();
        OnnxOutline outline = OnnxOutline.read(ByteBuffer.wrap(file));
        InlinedFile inlined = new InlinedFile(ByteBuffer.wrap(file), outline.externals());
        ByteBuffer into = ByteBuffer.allocate((int) inlined.size());

        inlined.write(into, (tensor, values) -> values.put(tensor.location().startsWith("attribute") ? new byte[8] : eight()));

        assertThat(into.hasRemaining()).isFalse();
        ModelProto after = ModelProto.parseFrom(into.array());
        TensorProto weights = after.getGraph().getInitializer(0);
        assertThat(weights.getDataLocation()).isEqualTo(DataLocation.DEFAULT);
        assertThat(weights.getRawData()).isEqualTo(ByteString.copyFrom(eight()));
        assertThat(OnnxOutline.read(into.flip()).externals()).hasSize(2).as("they still say where they were");
        ModelProto.Builder undone = after.toBuilder();
        restore(undone.getGraphBuilder().getInitializerBuilder(0));
        restore(undone.getGraphBuilder().getNodeBuilder(0).getAttributeBuilder(0).getTBuilder());
        assertThat(undone.build()).isEqualTo(before);
    }

    @Test
    void aSizeThatMakesNoSenseIsNone() {
        for (TensorProto.Builder tensor : Set.of(external("w").addDims(-1), external("w").addDims(Long.MAX_VALUE),
                external("w").setDataType(8), external("w").setDataType(0), external("w").setDataType(99),
                external("w").addExternalData(entry("length", "9")))) {
            assertThat(only(tensor).length()).isNegative();
        }
        assertThat(only(external("w").setDataType(22).addDims(3)).length()).as("half bytes").isEqualTo(3);
        assertThat(only(external("w").addExternalData(entry("offset", "x"))).offset()).isNegative();
    }

    private static ExternalTensor only(TensorProto.Builder tensor) {
        try {
            return OnnxOutline.read(ByteBuffer.wrap(model(tensor).build().toByteArray())).externals().get(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void restore(TensorProto.Builder tensor) {
        tensor.clearRawData().setDataLocation(DataLocation.EXTERNAL);
    }

    private static byte[] eight() {
        return new byte[]{1, 2, 3, 4, 5, 6, 7, 8};
    }

    private static ModelProto.Builder model(TensorProto.Builder weights) {
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setProducerName("p".repeat(100))
                .addMetadataProps(entry("key", "🔥"));
        model.getGraphBuilder().setName("g").addInitializer(weights).addInput(ValueInfoProto.newBuilder().setName("x"))
                .addNode(NodeProto.newBuilder().setOpType("Constant").setName("c").addOutput("o")
                        .addAttribute(AttributeProto.newBuilder().setName("value").setT(external("attribute w"))))
                .setDocString("d".repeat(300));
        return model;
    }

    private static TensorProto.Builder external(String location) {
        return TensorProto.newBuilder().setName("w").setDataType(1).addDims(2).setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(entry("location", location));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
