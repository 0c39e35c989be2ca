package io.bactrian.model.manifest;

import java.util.List;
import java.util.Map;

import io.bactrian.distribution.Distribution;
import io.bactrian.model.Datatype;
import io.bactrian.model.ImageForm.Channels;
import io.bactrian.model.ImageForm.Fit;
import io.bactrian.model.ImageForm.Layout;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Feature;
import io.bactrian.model.Provider;
import io.bactrian.model.Sampling;
import io.bactrian.model.Task;

/**
 * What {@code model.yaml} says, before it is completed by what the graph says of itself. What it leaves out is null.
 *
 * @param inputs     null for all of the graph's
 * @param batchSize  messages in one run at most
 * @param batching   the rest of the batching; its size is not used
 */
record ManifestDraft(Task task, List<In> inputs, Out outputs, Integer batchSize, Manifest.Batching batching, int threads,
        List<Provider> providers, String sha256, Manifest.Gate gate, Manifest.Provenance provenance, Sampling sampling,
        WhyReader.Draft why, Map<String, Distribution> reference) {

    record In(String name, Datatype datatype, long[] shape, Integer window, List<Feature> features, Image image) {
        static final In EMPTY = new In(null, null, null, null, null, null);

        In with(List<Feature> others) {
            return new In(name, datatype, shape, window, others, image);
        }
    }

    record Image(Integer width, Integer height, Layout layout, Channels channels, Fit fit, Integer shorterSide, boolean exif,
            Double scale, List<Double> mean, List<Double> std) {
    }

    record Out(String score, String label, String probabilities, LabelNames labels, Double threshold, List<String> answer) {
    }
}
