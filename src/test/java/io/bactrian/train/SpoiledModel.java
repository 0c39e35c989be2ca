package io.bactrian.train;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.codec.digest.DigestUtils;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** Versions of {@code pump-anomaly} that should not come, or not stay, into service. Digest and manifest are in order. */
public enum SpoiledModel {
    /** Its golden cases expect other scores than it gives: to be refused. */
    GOLDEN,
    /** Passes its golden cases, but says NaN of a pump that runs dry: to be rolled back when one does. */
    NAN,
    /** Right, and very slow. */
    SLOW,
    /** Calls nearly everything an anomaly, and its golden cases too. */
    LABELS;

    private static final int FLOW = 7;
    private static final float HARDLY_ANY_FLOW = 60;
    private static final int SLOW_SIZE = 512;
    private static final float LOW_LIMIT = 1e-4f;

    /** Writes one: its kind in small letters, the models' folder, and the version to make of version 1. */
    public static void main(String... args) throws IOException {
        Path models = Path.of(args[1]);
        Path written = valueOf(args[0].toUpperCase(Locale.ROOT)).write(models.resolve("pump-anomaly/1"), models,
                Integer.parseInt(args[2]));
        System.out.println("Wrote " + written);
    }

    /** Writes {@code <models>/pump-anomaly/<version>}, made of a good version's folder, in one step. */
    public Path write(Path good, Path models, int version) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(good.resolve("model.onnx"))).toBuilder();
        ObjectNode golden = (ObjectNode) new ObjectMapper().readTree(good.resolve("golden.json").toFile());
        switch (this) {
            case GOLDEN -> raiseExpected(golden);
            case NAN -> {
                sayNaN(model.getGraphBuilder());
                keepNormal(golden);
            }
            case SLOW -> slow(model.getGraphBuilder());
            case LABELS -> {
                lowerLimit(model.getGraphBuilder());
                expectAnomalies(golden);
            }
        }
        byte[] onnx = model.build().toByteArray();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", onnx);
        files.put("model.yaml", manifest(good, DigestUtils.sha256Hex(onnx)));
        files.put("golden.json", new ObjectMapper().writeValueAsBytes(golden));
        ModelFolder folder = new ModelFolder(models, "pump-anomaly", version);
        folder.write(files);
        return folder.path();
    }

    private byte[] manifest(Path good, String sha256) throws IOException {
        ObjectNode manifest = (ObjectNode) new YAMLMapper().readTree(good.resolve("model.yaml").toFile());
        manifest.put("sha256", sha256).put("description", "Spoiled on purpose: " + name().toLowerCase(Locale.ROOT));
        return new YAMLMapper().writeValueAsBytes(manifest);
    }

    private static void raiseExpected(ObjectNode golden) {
        for (JsonNode each : golden.path("cases")) {
            ArrayNode score = (ArrayNode) each.at("/outputs/score");
            score.set(0, score.get(0).doubleValue() + 0.5);
        }
    }

    private static void keepNormal(ObjectNode golden) {
        ArrayNode normal = golden.arrayNode();
        golden.path("cases").forEach(each -> {
            if (each.at("/outputs/anomaly/0").intValue() == 0) {
                normal.add(each);
            }
        });
        golden.set("cases", normal);
    }

    private static void expectAnomalies(ObjectNode golden) {
        for (JsonNode each : golden.path("cases")) {
            boolean above = each.at("/outputs/score/0").doubleValue() > LOW_LIMIT;
            ((ObjectNode) each.path("outputs")).putArray("anomaly").add(above ? 1 : 0);
            ((ObjectNode) each).put("label", above ? "anomaly" : "normal");
        }
    }

    private static void lowerLimit(GraphProto.Builder graph) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals("limit")) {
                graph.setInitializer(i, WindowGraph.floats("limit", new float[]{LOW_LIMIT}, 1));
            }
        }
    }

    /** score = honest / (flow > 60 ? 1 : 0) * (flow > 60 ? 1 : 0), which is NaN where it is not. */
    private static void sayNaN(GraphProto.Builder graph) {
        rename(graph, "score", "honest");
        float[] mask = new float[16];
        mask[FLOW] = 1;
        graph.addInitializer(WindowGraph.floats("flow_mask", mask, 16));
        graph.addInitializer(WindowGraph.floats("hardly_any_flow", new float[]{HARDLY_ANY_FLOW}));
        graph.addInitializer(WindowGraph.longs("mask_axis", 1));
        graph.addInitializer(WindowGraph.floats("centre_of_flow", new float[]{centreOfFlow(graph)}));
        node(graph, "Mul", "only_flow", "features", "flow_mask");
        node(graph, "ReduceSum", "centred_flow", "only_flow", "mask_axis").addAttribute(WindowGraph.integer("keepdims", 0));
        node(graph, "Add", "flow", "centred_flow", "centre_of_flow");
        node(graph, "Greater", "flows", "flow", "hardly_any_flow");
        node(graph, "Cast", "flowing", "flows").addAttribute(WindowGraph.integer("to", DataType.FLOAT.getNumber()));
        node(graph, "Div", "infinite", "honest", "flowing");
        node(graph, "Mul", "score", "infinite", "flowing");
    }

    /** Adds the mean of a product of large matrices of zeros that depend on the input, so that nothing folds it away. */
    private static void slow(GraphProto.Builder graph) {
        rename(graph, "score", "honest");
        graph.addInitializer(WindowGraph.floats("nothing", new float[]{0}));
        graph.addInitializer(WindowGraph.longs("large", SLOW_SIZE, SLOW_SIZE));
        node(graph, "ReduceMean", "some", "input").addAttribute(WindowGraph.integer("keepdims", 0));
        node(graph, "Mul", "zero", "some", "nothing");
        node(graph, "Expand", "zeros0", "zero", "large");
        for (int i = 1; i <= 4; i++) {
            node(graph, "MatMul", "zeros" + i, "zeros" + (i - 1), "zeros" + (i - 1));
        }
        node(graph, "ReduceMean", "slowly", "zeros4").addAttribute(WindowGraph.integer("keepdims", 0));
        node(graph, "Add", "score", "honest", "slowly");
    }

    private static float centreOfFlow(GraphProto.Builder graph) {
        return graph.getInitializerList().stream().filter(each -> each.getName().equals("centre")).findFirst().orElseThrow()
                .getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(FLOW);
    }

    private static void rename(GraphProto.Builder graph, String from, String to) {
        for (NodeProto.Builder each : graph.getNodeBuilderList()) {
            each.setName(each.getName().equals(from) ? to : each.getName());
            for (int i = 0; i < each.getInputCount(); i++) {
                each.setInput(i, each.getInput(i).equals(from) ? to : each.getInput(i));
            }
            for (int i = 0; i < each.getOutputCount(); i++) {
                each.setOutput(i, each.getOutput(i).equals(from) ? to : each.getOutput(i));
            }
        }
    }

    private static NodeProto.Builder node(GraphProto.Builder graph, String operator, String output, String... inputs) {
        return graph.addNodeBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs))
                .addOutput(output);
    }
}
