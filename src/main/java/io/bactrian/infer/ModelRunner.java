package io.bactrian.infer;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.bactrian.model.Manifest;

/** A model in service: its lanes and what they share. */
final class ModelRunner implements AutoCloseable {
    private final Manifest manifest;
    private final ModelHolder holder;
    private final Lane[] lanes;

    ModelRunner(Manifest manifest, InferMeters meters) {
        this.manifest = manifest;
        this.holder = new ModelHolder(manifest);
        this.lanes = IntStream.range(0, manifest.batching().instances()).mapToObj(i -> new Lane(holder, manifest, i, meters))
                .toArray(Lane[]::new);
    }

    /** @throws QueueFull when the lane has no room */
    void submit(Pending pending) {
        Lane lane = lanes.length == 1 ? lanes[0] : lanes[Math.floorMod(pending.input().orderKey().hashCode(), lanes.length)];
        if (!lane.offer(pending)) {
            throw new QueueFull("model '" + manifest.name() + "' has " + lane.waiting() + " messages waiting, at most "
                    + manifest.batching().queue() + "; raise batching.queue or batching.instances in its model.yaml");
        }
    }

    Manifest manifest() {
        return manifest;
    }

    String problem() {
        return holder.problem();
    }

    int waiting() {
        return Arrays.stream(lanes).mapToInt(Lane::waiting).sum();
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.close();
        }
        holder.close();
    }
}
