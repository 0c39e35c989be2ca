package io.bactrian.model;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns the tree of a {@code golden.json} into cases, and notes what does not fit the manifest. */
final class GoldenReader {
    private static final double USUAL_TOLERANCE = 1e-4;

    private final Manifest manifest;
    private final Problems problems;

    GoldenReader(Manifest manifest, Problems problems) {
        this.manifest = manifest;
        this.problems = problems;
    }

    Golden read(JsonNode document) {
        Fields fields = new Fields(document, "", problems);
        Double tolerance = fields.number("tolerance", 0, 1);
        List<Golden.Case> cases = fields.list("cases", this::oneCase);
        fields.noOthers();
        if (cases == null || fields.value("cases").isEmpty()) {
            problems.add("cases is missing or empty; expected at least one, or no golden.json");
        }
        return new Golden(tolerance == null ? USUAL_TOLERANCE : tolerance, cases == null ? List.of() : cases);
    }

    private Golden.Case oneCase(JsonNode node, String place) {
        Fields fields = new Fields(node, place, problems);
        boolean anyTexts = manifest.inputs().stream().anyMatch(input -> input.datatype() == Datatype.BYTES);
        double[] data = new double[manifest.elements()];
        String[] texts = anyTexts ? new String[data.length] : null;
        inputs(fields.mapping("inputs"), data, texts);
        List<ModelOutput.Tensor> expected = outputs(fields.mapping("outputs"), place);
        fields.noOthers();
        return new Golden.Case(data, texts, expected);
    }

    private void inputs(Fields fields, double[] data, String[] texts) {
        int from = 0;
        for (Manifest.Input input : manifest.inputs()) {
            String place = fields.at(input.name());
            boolean isText = input.datatype() == Datatype.BYTES;
            if (!fields.has(input.name())) {
                problems.add(place + " is missing; expected its " + input.elements() + " elements");
            } else if (isFlat(fields.value(input.name()), place, isText) && counted(fields.value(input.name()), place, input)) {
                fill(fields.value(input.name()), from, data, isText ? texts : null);
            }
            from += input.elements();
        }
        fields.noOthers();
    }

    private static void fill(JsonNode values, int from, double[] data, String[] texts) {
        int at = from;
        for (JsonNode value : values) {
            if (texts == null) {
                data[at++] = number(value);
            } else {
                texts[at++] = value.textValue();
            }
        }
    }

    private boolean counted(JsonNode values, String place, Manifest.Input input) {
        if (values.size() != input.elements()) {
            problems.add(place + " has " + values.size() + " elements; expected " + input.elements() + ", one message of "
                    + Batched.shown(input.dims()));
        }
        return values.size() == input.elements();
    }

    private List<ModelOutput.Tensor> outputs(Fields fields, String place) {
        List<ModelOutput.Tensor> expected = new ArrayList<>();
        for (String name : manifest.outputs()) {
            if (fields.has(name)) {
                JsonNode values = fields.value(name);
                boolean isText = values.path(0).isTextual();
                if (isFlat(values, fields.at(name), isText)) {
                    double[] numbers = new double[values.size()];
                    String[] texts = isText ? new String[values.size()] : null;
                    fill(values, 0, numbers, texts);
                    expected.add(new ModelOutput.Tensor(name, isText ? Datatype.BYTES : Datatype.FP64, isText ? null : numbers,
                            texts));
                }
            }
        }
        fields.noOthers();
        if (fields.keys().isEmpty()) {
            problems.add(place + ".outputs names none; expected some of " + Words.list(manifest.outputs()));
        }
        return expected;
    }

    private boolean isFlat(JsonNode values, String place, boolean isText) {
        String what = isText ? "texts" : "numbers";
        if (!values.isArray()) {
            problems.add(place + " is " + Fields.shown(values) + "; expected a list of " + what);
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.get(i);
            if (isText ? !value.isTextual() : !value.isNumber() && !value.isBoolean()) {
                problems.add(place + "[" + i + "] is " + Fields.shown(value) + "; expected a flat, row-major list of " + what);
                return false;
            }
        }
        return true;
    }

    private static double number(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() ? 1 : 0 : value.doubleValue();
    }
}
