package io.bactrian.cloud.pool;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.text.Excerpt;

/** Makes the card of a version that is added, from its manifest and from what is said of it. */
final class CardWriter {
    private static final int MOST_FEATURES = 256;
    private static final int MOST_TENSORS = 256;
    private static final int MOST_METRICS = 256;
    private static final int LONGEST = 1000;

    private CardWriter() {
    }

    static Card card(Manifest manifest, CardDraft draft, Instant now) {
        Manifest.Provenance said = manifest.provenance();
        Map<String, Double> metrics = new HashMap<>();
        Stream.concat(said.metrics().entrySet().stream().limit(MOST_METRICS),
                draft.metrics().entrySet().stream().limit(MOST_METRICS)).filter(each -> Double.isFinite(each.getValue()))
                .forEach(each -> metrics.put(each.getKey(), each.getValue()));
        TrainingData data = draft.trainedOn()
                .orElse(new TrainingData(text(said.data()), null, null, null, text(said.trainer())));
        return new Card(text(said.description()), manifest.task().name().toLowerCase(Locale.ROOT),
                manifest.inputs().stream().limit(MOST_TENSORS).map(CardWriter::input).toList(),
                manifest.ports().stream().limit(MOST_TENSORS)
                        .map(port -> new CardTensor(port.name(), name(port.datatype()), shape(port.shape()), List.of()))
                        .toList(),
                data, metrics, draft.latency(), draft.memory(), draft.licence(), null, null, draft.origin(), draft.by(), now,
                List.of(new CardEvent(now, "added", draft.by(), draft.note())));
    }

    private static CardTensor input(Manifest.Input input) {
        return new CardTensor(input.name(), name(input.datatype()), shape(input.dims()),
                input.features().stream().limit(MOST_FEATURES).map(Manifest.Feature::name).toList());
    }

    private static String name(Datatype datatype) {
        return datatype == null ? null : datatype.name();
    }

    private static List<Long> shape(long[] dims) {
        return Arrays.stream(dims).boxed().toList();
    }

    private static String text(String said) {
        return said == null ? null : Excerpt.visible(said, LONGEST);
    }
}
