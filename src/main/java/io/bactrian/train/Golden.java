package io.bactrian.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.train.Dataset.Window;

/**
 * Windows with the answers that the fit gives in 64 bits: what a model must say before it may answer.
 *
 * @param tolerance how far an output may be off, as a share of the expected one or, below 1, absolutely
 */
record Golden(double tolerance, List<Case> cases) {
    /**
     * 32-bit floats carry seven digits. Of those, centring on the fitting rows leaves five to six of a difference, and squaring or the
     * exponential of a sum over the features takes up to one more: measured, no output is off by more than a tenth of this.
     */
    static final double TOLERANCE = 1e-4;
    private static final int CASES = 8;
    private static final MathContext DIGITS = new MathContext(9);

    /** @param label what an answer must have as its label, or null where the model has none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Case(Map<String, float[]> inputs, Map<String, Number[]> outputs, String label) {
    }

    /** Some eight of the windows, from all over them and of each label alike; none so close to another label that 32 bits decide. */
    static Golden of(Fit fit, List<Window> windows, boolean contributions) {
        Map<Double, List<Window>> groups = new TreeMap<>();
        boolean labelled = fit.outputs().label() != null;
        windows.forEach(each -> groups.computeIfAbsent(labelled ? each.target() : 0, target -> new ArrayList<>()).add(each));
        List<Case> cases = new ArrayList<>();
        for (List<Window> group : groups.values()) {
            int wanted = Math.min(group.size(), Math.max(1, CASES / groups.size()));
            for (int c = 0; c < wanted; c++) {
                int from = (int) ((2L * c + 1) * group.size() / (2L * wanted));
                all(fit, group.subList(from, group.size()), contributions).limit(1).forEach(cases::add);
            }
        }
        return new Golden(TOLERANCE, cases);
    }

    byte[] toBytes() throws JsonProcessingException {
        return new ObjectMapper().writeValueAsBytes(this);
    }

    /** A case of every window whose label 32 bits cannot change. */
    static Stream<Case> all(Fit fit, List<Window> windows, boolean contributions) {
        return windows.stream().map(each -> narrowed(each, fit.window()))
                .filter(rows -> fit.decided(rows, rows.length - 1))
                .map(rows -> oneCase(fit, rows, answer(fit, rows, contributions)));
    }

    private static Map<String, Number[]> answer(Fit fit, double[][] rows, boolean contributions) {
        Map<String, Number[]> answer = new LinkedHashMap<>(fit.answer(rows, rows.length - 1));
        if (contributions) {
            answer.put(Fit.CONTRIBUTIONS,
                    Arrays.stream(fit.contributions(rows, rows.length - 1)).boxed().toArray(Number[]::new));
        }
        return answer;
    }

    private static Case oneCase(Fit fit, double[][] rows, Map<String, Number[]> answer) {
        ModelYaml.Outputs outputs = fit.outputs();
        String label = outputs.label() == null ? null : outputs.labels().get(answer.get(outputs.label())[0].intValue());
        return new Case(Map.of("input", flat(rows)), rounded(answer), label);
    }

    /** The window's rows as 32 bits hold them. */
    private static double[][] narrowed(Window window, int length) {
        double[][] rows = new double[length][];
        for (int r = 0; r < length; r++) {
            rows[r] = window.series().rows()[window.end() - length + 1 + r].clone();
            for (int c = 0; c < rows[r].length; c++) {
                rows[r][c] = (float) rows[r][c];
            }
        }
        return rows;
    }

    private static float[] flat(double[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }

    private static Map<String, Number[]> rounded(Map<String, Number[]> answer) {
        Map<String, Number[]> rounded = new LinkedHashMap<>();
        answer.keySet().stream().sorted().forEach(name -> {
            Number[] values = answer.get(name).clone();
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Double value) {
                    values[i] = new BigDecimal(value).round(DIGITS).doubleValue();
                }
            }
            rounded.put(name, values);
        });
        return rounded;
    }
}
