package io.bactrian.model.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.repository.ResolvedFile;
import io.bactrian.text.BoundedFile;
import io.bactrian.text.JsonDocument;
import io.bactrian.text.MalformedText;
import io.bactrian.text.Problems;

/**
 * A version's {@code golden.json}: inputs and the outputs that the model must give for them.
 *
 * @param tolerance how far a number may be off, times the larger of 1 and the number expected
 */
public record Golden(double tolerance, List<Case> cases) {
    private static final int MOST_BYTES = 16 << 20;

    public Golden {
        cases = List.copyOf(cases);
    }

    /**
     * One message and its answer.
     *
     * @param data     the elements of all inputs, one input after the other, as {@link ModelInput#data()} has them; not copied
     * @param texts    the elements of the inputs that take texts, at the same places, or null where there are none; not copied
     * @param expected the outputs that are compared; numbers as FP64, texts as BYTES
     * @param label    the label that the answer must have, or null where it is not compared
     */
    public record Case(double[] data, String[] texts, List<ModelOutput.Tensor> expected, String label) {
        public Case {
            expected = List.copyOf(expected);
        }
    }

    /** @throws ModelRejectedException naming every field of the file that does not fit the manifest */
    public static Golden read(Path file, Manifest manifest) throws ModelRejectedException {
        Problems problems = new Problems();
        Golden golden = new GoldenReader(manifest, problems).read(document(file));
        if (!problems.none()) {
            throw new ModelRejectedException("golden.json: " + problems.text());
        }
        return golden;
    }

    private static JsonNode document(Path file) throws ModelRejectedException {
        try {
            return JsonDocument.parse(BoundedFile.read(file, ResolvedFile::open, MOST_BYTES));
        } catch (IOException e) {
            throw new ModelRejectedException("golden.json" + (e instanceof MalformedText ? ", " : " ") + e.getMessage());
        }
    }

    /**
     * @param number the case's place, from 0 on
     * @param got    what the model gave for it
     * @throws ModelRejectedException naming case, tensor and place, or the label, what was expected and what came
     */
    public void check(int number, ModelOutput got) throws ModelRejectedException {
        for (ModelOutput.Tensor expected : cases.get(number).expected()) {
            check("golden.json: cases[" + number + "].outputs." + expected.name(), expected, got.output(expected.name()));
        }
        String label = cases.get(number).label();
        if (label != null && !label.equals(got.label())) {
            String instead = got.label() != null ? "the label '" + got.label() + "'" : "no label, " + got.unlabelled().code();
            throw new ModelRejectedException(
                    "golden.json: cases[" + number + "].label is '" + label + "', but the model's answer has "
                            + instead + "; expected outputs.labels that give each class value its own label");
        }
    }

    private void check(String field, ModelOutput.Tensor expected, ModelOutput.Tensor got) throws ModelRejectedException {
        if (got == null) {
            throw new ModelRejectedException(field + " is expected, but the model gave no such tensor");
        }
        if (expected.texts() == null != (got.texts() == null)) {
            throw new ModelRejectedException(field + " has " + kind(expected) + ", but the model gave " + kind(got));
        }
        if (length(expected) != length(got)) {
            throw new ModelRejectedException(
                    field + " has " + length(expected) + " elements, but the model gave " + length(got));
        }
        for (int i = 0; i < length(expected); i++) {
            boolean same = expected.texts() == null
                    ? close(expected.values()[i], got.values()[i])
                    : expected.texts()[i].equals(got.texts()[i]);
            if (!same) {
                throw new ModelRejectedException(
                        field + "[" + i + "] is " + shown(expected, i) + ", but the model gave " + shown(got, i)
                                + "; expected it within " + tolerance + " × max(1, |expected|)");
            }
        }
    }

    private boolean close(double expected, double got) {
        return Double.compare(expected, got) == 0
                || Double.isFinite(expected) && Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
    }

    private static int length(ModelOutput.Tensor tensor) {
        return tensor.texts() == null ? tensor.values().length : tensor.texts().length;
    }

    private static String kind(ModelOutput.Tensor tensor) {
        return tensor.texts() == null ? "numbers" : "texts";
    }

    private static String shown(ModelOutput.Tensor tensor, int place) {
        return tensor.texts() == null ? Double.toString(tensor.values()[place]) : "'" + tensor.texts()[place] + "'";
    }
}
