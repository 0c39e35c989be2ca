package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** The numbers of a model, as its file has them. */
record Parameters(Map<String, float[]> tensors, Map<String, String> metadata) {
    static Parameters of(Path version) throws IOException {
        return of(ModelProto.parseFrom(Files.readAllBytes(version.resolve("model.onnx"))));
    }

    static Parameters of(ModelProto model) {
        Map<String, float[]> tensors = new TreeMap<>();
        for (TensorProto each : model.getGraph().getInitializerList()) {
            if (each.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                ByteBuffer data = ByteBuffer.wrap(each.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
                float[] values = new float[data.remaining() / Float.BYTES];
                data.asFloatBuffer().get(values);
                tensors.put(each.getName(), values);
            }
        }
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(each -> metadata.put(each.getKey(), each.getValue()));
        return new Parameters(tensors, metadata);
    }

    /** The largest difference of a number over the largest number of its tensor. */
    double distance(Parameters other) {
        assertThat(other.tensors.keySet()).isEqualTo(tensors.keySet());
        double worst = 0;
        for (String name : tensors.keySet()) {
            float[] mine = tensors.get(name);
            float[] theirs = other.tensors.get(name);
            assertThat(theirs).hasSameSizeAs(mine);
            double largest = 0;
            double apart = 0;
            for (int i = 0; i < mine.length; i++) {
                largest = Math.max(largest, Math.abs(mine[i]));
                apart = Math.max(apart, Math.abs((double) mine[i] - theirs[i]));
            }
            // what is left of a mean when the 32 bits of 'centre' are taken off says nothing by its own size
            worst = Math.max(worst, name.equals("offset") ? apart / centre() : apart / largest);
        }
        return worst;
    }

    private double centre() {
        double largest = 0;
        for (float each : tensors.get("centre")) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }
}
