package io.bactrian.model.manifest;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;
import io.bactrian.text.YamlReader;

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
        YamlReader fields = new YamlReader(document, "", problems);
        Double tolerance = fields.number("tolerance", 0, 1);
        List<Golden.Case> cases = fields.list("cases", this::oneCase);
        fields.noOthers();
        if (cases == null || fields.value("cases").isEmpty()) {
            problems.add("cases is missing or empty; expected at least one, or no golden.json");
        }
        return new Golden(tolerance == null ? USUAL_TOLERANCE : tolerance, cases == null ? List.of() : cases);
    }

    private Golden.Case oneCase(JsonNode node, String place) {
        YamlReader fields = new YamlReader(node, place, problems);
        boolean anyTexts = manifest.inputs().stream().anyMatch(input -> input.datatype() == Datatype.BYTES);
        double[] data = new double[manifest.elements()];
        String[] texts = anyTexts ? new String[data.length] : null;
        inputs(fields.mapping("inputs"), data, texts);
        String label = label(fields);
        List<ModelOutput.Tensor> expected = outputs(fields.mapping("outputs"), label == null ? place : null);
        fields.noOthers();
        return new Golden.Case(data, texts, expected, label);
    }

    private String label(YamlReader fields) {
        String label = fields.text("label");
        Manifest.Answer answer = manifest.answer();
        List<String> known = Stream.concat(answer.labels().stream(), answer.classes().values().stream()).distinct().toList();
        if (label != null && !answer.labelled()) {
            problems.add(fields.at("label") + " is '" + label + "', but the manifest defines no label; expected outputs.label");
        } else if (label != null && !known.isEmpty() && !known.contains(label)) {
            problems.add(fields.at("label") + " is '" + label + "'; expected one of " + Suggestions.list(known));
        }
        return label;
    }

    private void inputs(YamlReader fields, double[] data, String[] texts) {
        int from = 0;
        for (Manifest.Input input : manifest.inputs()) {
            String place = fields.at(input.name());
            boolean isText = input.datatype() == Datatype.BYTES;
            if (!fields.has(input.name())) {
                problems.add(place + " is missing; expected its " + input.elements() + " elements");
            } else if (isFlat(fields.value(input.name()), place, isText) && counted(fields.value(input.name()), place, input)) {
                fill(fields.value(input.name()), from, data, isText ? texts : null);
                fitting(fields.value(input.name()), place, input.datatype());
            }
            from += input.elements();
        }
        fields.noOthers();
    }

    private void fitting(JsonNode values, String place, Datatype datatype) {
        for (int i = 0; datatype != Datatype.BYTES && i < values.size(); i++) {
            JsonNode value = values.get(i);
            boolean exact = ElementRange.floating(datatype) || !value.isIntegralNumber()
                    || value.decimalValue().compareTo(new BigDecimal(value.doubleValue())) == 0;
            if (!exact || !ElementRange.holds(datatype, number(value))) {
                problems.add(
                        place + "[" + i + "] is " + YamlReader.shown(value) + ", but the input is " + datatype + "; expected "
                                + ElementRange.expected(datatype));
            }
        }
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
                    + Signature.shown(input.dims()));
        }
        return values.size() == input.elements();
    }

    /** @param place the case, where an output must be named; null where it has a label */
    private List<ModelOutput.Tensor> outputs(YamlReader fields, String place) {
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
        if (fields.keys().isEmpty() && place != null) {
            problems.add(place + ".outputs names none; expected some of " + Suggestions.list(manifest.outputs()));
        }
        return expected;
    }

    private boolean isFlat(JsonNode values, String place, boolean isText) {
        String what = isText ? "texts" : "numbers";
        if (!values.isArray()) {
            problems.add(place + " is " + YamlReader.shown(values) + "; expected a list of " + what);
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.get(i);
            if (isText ? !value.isTextual() : !value.isNumber() && !value.isBoolean()) {
                problems.add(
                        place + "[" + i + "] is " + YamlReader.shown(value) + "; expected a flat, row-major list of " + what);
                return false;
            }
        }
        return true;
    }

    private static double number(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() ? 1 : 0 : value.doubleValue();
    }
}
