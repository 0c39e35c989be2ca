package io.bactrian.infer.onnx;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.manifest.Golden;

/** Tries a model before it may answer: known answers, alone and in a batch, a full batch, and how long one message takes. */
final class ModelCheck {
    private static final int ROUNDS = 15;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final OnnxModel model;
    private final Manifest manifest;

    private ModelCheck(OnnxModel model) {
        this.model = model;
        this.manifest = model.manifest();
    }

    /**
     * @param golden known answers, or null where there are none: then it must at least run
     * @return median nanoseconds of a run over one message
     */
    static long pass(OnnxModel model, Golden golden) throws ModelRejectedException {
        ModelCheck check = new ModelCheck(model);
        ModelInput first = check.blank();
        if (golden != null && !golden.cases().isEmpty()) {
            check.alone(golden);
            check.inBatch(golden);
            first = check.message(golden.cases().get(0));
        } else {
            check.run(List.of(first), "zeros");
        }
        check.fullBatch(first);
        return check.latency(first);
    }

    private void alone(Golden golden) throws ModelRejectedException {
        for (int i = 0; i < golden.cases().size(); i++) {
            golden.check(i, run(List.of(message(golden.cases().get(i))), "golden.json, cases[" + i + "]").get(0));
        }
    }

    /** Every case once more, between a message before it and one after. */
    private void inBatch(Golden golden) throws ModelRejectedException {
        if (manifest.batching().size() == 1) {
            return;
        }
        int count = golden.cases().size();
        for (int i = 0; i < count; i++) {
            ModelInput other = count == 1 ? blank() : message(golden.cases().get((i + 1) % count));
            ModelInput own = message(golden.cases().get(i));
            check(golden, i, List.of(own, other), 0);
            check(golden, i, List.of(other, own), 1);
        }
    }

    private void check(Golden golden, int number, List<ModelInput> batch, int place) throws ModelRejectedException {
        List<ModelOutput> outputs = run(batch, "golden.json, cases[" + number + "] in a batch of " + batch.size());
        try {
            golden.check(number, outputs.get(place));
        } catch (ModelRejectedException e) {
            throw new ModelRejectedException(e.getMessage() + ". That is in a batch of " + batch.size()
                    + ", alone it agrees: the model mixes the messages of a batch; set batching.size to 1, or export it anew");
        }
    }

    private void fullBatch(ModelInput message) throws ModelRejectedException {
        int size = manifest.batching().size();
        if (size > 2) {
            run(Collections.nCopies(2, message), "a batch of 2");
        }
        run(Collections.nCopies(size, message), "a batch of " + size + ", as batching.size allows");
    }

    private long latency(ModelInput message) throws ModelRejectedException {
        List<ModelInput> one = List.of(message);
        long[] took = new long[ROUNDS];
        long end = System.nanoTime() + LONGEST_NANOS;
        int rounds = 0;
        do {
            long start = System.nanoTime();
            run(one, "one message");
            took[rounds++] = System.nanoTime() - start;
        } while (rounds < ROUNDS && System.nanoTime() < end);
        Arrays.sort(took, 0, rounds);
        return took[rounds / 2];
    }

    private List<ModelOutput> run(List<? extends ModelInput> batch, String what) throws ModelRejectedException {
        try {
            return model.run(batch);
        } catch (RuntimeException e) {
            throw new ModelRejectedException(
                    manifest.file().getFileName() + " does not run over " + what + ": " + Reasons.words(e));
        }
    }

    private ModelInput message(Golden.Case known) {
        return new ModelInput.Data(manifest, known.data(), known.texts());
    }

    /** Zeros and empty texts, with the fills of features that have one. */
    private ModelInput blank() {
        double[] data = new double[manifest.elements()];
        int next = 0;
        for (Manifest.Input input : manifest.inputs()) {
            int features = input.features().size();
            for (int i = 0; i < input.elements(); i++, next++) {
                Double fill = features == 0 ? null : input.features().get(i % features).fill();
                data[next] = fill == null ? 0 : fill;
            }
        }
        String[] texts = new String[data.length];
        Arrays.fill(texts, "");
        return new ModelInput.Data(manifest, data, texts);
    }
}
