package io.bactrian.grpc;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.bactrian.grpc.proto.InferBatchStatistics;
import io.bactrian.grpc.proto.InferStatistics;
import io.bactrian.grpc.proto.ModelMetadataResponse;
import io.bactrian.grpc.proto.ModelMetadataResponse.TensorMetadata;
import io.bactrian.grpc.proto.ModelStatistics;
import io.bactrian.grpc.proto.ModelStatisticsResponse;
import io.bactrian.grpc.proto.StatisticDuration;
import io.bactrian.model.Manifest;
import io.bactrian.model.RequestStats;
import io.bactrian.model.RequestStats.Batch;
import io.bactrian.tensor.ModelDescription;
import io.bactrian.tensor.ModelDescription.Counted;

/** What the protocol says of models, as messages of gRPC. Any thread. */
final class Descriptions {
    private Descriptions() {
    }

    /** @param versions those that can be asked for */
    static ModelMetadataResponse model(Manifest model, Collection<Integer> versions) {
        ModelMetadataResponse.Builder response = ModelMetadataResponse.newBuilder().setName(model.name())
                .addAllVersions(versions.stream().map(String::valueOf).toList()).setPlatform(ModelDescription.PLATFORM);
        for (Manifest.Input input : model.inputs()) {
            response.addInputs(tensor(input.name(), input.datatype().name(), ModelDescription.shape(input)));
        }
        List<String> answered = ModelDescription.answered(model);
        for (Manifest.Output output : model.ports()) {
            if (answered.contains(output.name())) {
                response.addOutputs(tensor(output.name(), output.datatype().name(), output.shape()));
            }
        }
        return response.build();
    }

    private static TensorMetadata tensor(String name, String datatype, long[] shape) {
        return TensorMetadata.newBuilder().setName(name).setDatatype(datatype)
                .addAllShape(Arrays.stream(shape).boxed().toList()).build();
    }

    static ModelStatisticsResponse statistics(List<Counted> versions) {
        return ModelStatisticsResponse.newBuilder().addAllModelStats(versions.stream().map(Descriptions::version).toList())
                .build();
    }

    private static ModelStatistics version(Counted version) {
        RequestStats.Reading stats = version.stats();
        Collection<Batch> runs = stats.batches().values();
        long count = runs.stream().mapToLong(Batch::count).sum();
        ModelStatistics.Builder all = ModelStatistics.newBuilder().setName(version.name()).setVersion(version.version())
                .setLastInference(stats.last()).setInferenceCount(stats.inferences()).setExecutionCount(count);
        all.setInferenceStats(InferStatistics.newBuilder().setSuccess(duration(stats.succeeded()))
                .setFail(duration(stats.failed())).setQueue(duration(stats.waited()))
                .setComputeInput(duration(count, sum(runs, Batch::input)))
                .setComputeInfer(duration(count, sum(runs, Batch::infer)))
                .setComputeOutput(duration(count, sum(runs, Batch::output))).setCacheHit(duration(0, 0))
                .setCacheMiss(duration(0, 0)));
        for (Map.Entry<Integer, Batch> size : stats.batches().entrySet()) {
            Batch same = size.getValue();
            all.addBatchStats(InferBatchStatistics.newBuilder().setBatchSize(size.getKey())
                    .setComputeInput(duration(same.count(), same.input())).setComputeInfer(duration(same.count(), same.infer()))
                    .setComputeOutput(duration(same.count(), same.output())));
        }
        return all.build();
    }

    private static long sum(Collection<Batch> runs, ToLongFunction<Batch> part) {
        return runs.stream().mapToLong(part).sum();
    }

    private static StatisticDuration duration(RequestStats.Duration duration) {
        return duration(duration.count(), duration.nanos());
    }

    private static StatisticDuration duration(long count, long nanos) {
        return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
    }
}
