package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.bactrian.codec.Result;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class FlowMetersTest {
    private static final Manifest TEXT = Manifests.of("m", "1", 1, List.of("t"),
            new Manifest.Answer(null, "t", null, List.of(), Map.of(), Double.NaN), "a");

    @Test
    void labelsWithoutEndAreCountedInBoundedMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        FlowMeters meters = new FlowMeters(registry);

        IntStream.range(0, 10_000).forEach(i -> meters.answered(said("text-" + i)));
        meters.answered(said("text-0"));

        assertThat(registry.find("bactrian.answers").counters()).hasSizeLessThanOrEqualTo(201);
        assertThat(registry.find("bactrian.answers").counters().stream().mapToDouble(counter -> counter.count()).sum())
                .isEqualTo(10_001);
        assertThat(registry.get("bactrian.answers").tag("label", "text-0").counter().count()).isEqualTo(2);
        assertThat(registry.get("bactrian.answers").tag("label", "other").counter().count()).isEqualTo(9_800);
    }

    private static Result said(String text) {
        return new Result.Answered(
                new ModelOutput(null, TEXT, List.of(new ModelOutput.Tensor("t", Datatype.BYTES, null, new String[]{text}))));
    }
}
