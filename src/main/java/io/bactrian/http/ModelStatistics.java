package io.bactrian.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Message;

import io.bactrian.infer.batch.OnnxEngine;
import io.bactrian.model.Manifest;
import io.bactrian.model.ServingModels;
import io.bactrian.tensor.ModelDescription.Counted;

/** What is counted of versions. Any thread. */
public final class ModelStatistics {
    private final ServingModels models;
    private final PathModel path;
    private final OnnxEngine engine;

    public ModelStatistics(ServingModels models, OnnxEngine engine) {
        this.models = models;
        this.path = new PathModel(models);
        this.engine = engine;
    }

    /**
     * Of the version that the headers {@code model} and {@code version} name, of a model's versions that answer, or of all of them.
     *
     * @throws ApiProblem where there is no such model or version
     */
    public List<Counted> of(Message message) throws ApiProblem {
        List<Counted> counted = new ArrayList<>();
        if (message.getHeader("model") != null) {
            add(counted, path.answering(message));
        } else {
            models.names().stream().sorted().forEach(name -> add(counted, models.answering(name)));
        }
        return counted;
    }

    private void add(List<Counted> counted, Map<Integer, Manifest> versions) {
        versions.values().forEach(version -> engine.loaded(version).ifPresent(
                loaded -> counted.add(new Counted(version.name(), version.version(), loaded.requests().read()))));
    }
}
