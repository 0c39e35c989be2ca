package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferRequest.InferInputTensor;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelMetadataResponse;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ModelReadyResponse;
import inference.GrpcPredictV2.ServerLiveRequest;
import inference.GrpcPredictV2.ServerLiveResponse;
import io.bactrian.infer.onnx.Graph;

/** Camel's own component for the protocol, in a route of another application. */
class CamelKserveTest {
    @TempDir
    Path dir;

    @Test
    void aRouteOfAnotherApplicationAsksThroughItsComponent() throws Exception {
        try (GrpcRig rig = GrpcRig.open(dir); var other = new DefaultCamelContext()) {
            rig.http().serve("pump", 1, Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                    .floats("offset", 1).node("Add", "y", "x", "offset"), "task: raw\n");
            String target = "?target=127.0.0.1:" + rig.http().http().port();
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:infer").to("kserve:infer" + target + "&modelName=pump&modelVersion=1");
                    from("direct:live").to("kserve:server/live" + target);
                    from("direct:ready").to("kserve:model/ready" + target + "&modelName=pump");
                    from("direct:metadata").to("kserve:model/metadata" + target + "&modelName=pump");
                }
            });
            other.start();
            var template = other.createProducerTemplate();

            ModelInferResponse response = template.requestBody("direct:infer", ModelInferRequest.newBuilder()
                    .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("FP32").addShape(1).addShape(2)
                            .setContents(InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2)))
                    .build(), ModelInferResponse.class);

            assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(2f, 3f);
            assertThat(template.requestBody("direct:live", ServerLiveRequest.getDefaultInstance(), ServerLiveResponse.class)
                    .getLive()).isTrue();
            assertThat(template.requestBody("direct:ready", ModelReadyRequest.getDefaultInstance(), ModelReadyResponse.class)
                    .getReady()).isTrue();
            assertThat(template.requestBody("direct:metadata", ModelMetadataRequest.getDefaultInstance(),
                    ModelMetadataResponse.class).getInputs(0).getName()).isEqualTo("x");
        }
    }
}
