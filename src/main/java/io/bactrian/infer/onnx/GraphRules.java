package io.bactrian.infer.onnx;

import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OrtEnvironment;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.onnx.OnnxOutline;
import io.bactrian.onnx.OnnxOutline.Operator;

/**
 * What a graph may name. Operators: those that ONNX Runtime itself has and that neither read files nor load code. Inputs and outputs: what
 * ONNX Runtime's Java API, which passes names as modified UTF-8, can name.
 */
final class GraphRules {
    private static final String MICROSOFT = "com.microsoft";
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", MICROSOFT, "com.microsoft.nchwc");
    /** They hand over to other programs' compiled graphs, which they name as files or bring along, or to Python. */
    private static final Set<Operator> REFUSED = Set.of(new Operator(MICROSOFT, "EPContext"),
            new Operator(MICROSOFT, "Snpe"), new Operator(MICROSOFT, "PyOp"), new Operator(MICROSOFT, "PythonOp"),
            new Operator(MICROSOFT, "PythonOpGrad"), new Operator(MICROSOFT, "TritonOp"),
            new Operator(MICROSOFT, "ExternalFunctionOp"));

    private GraphRules() {
    }

    /** @throws ModelRejectedException naming the first node, input or output that it may not have */
    static void check(OnnxOutline outline) throws ModelRejectedException {
        checkOperators(outline);
        for (String name : outline.ports()) {
            if (name.chars().anyMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
                throw new ModelRejectedException(Reasons.line("model.onnx has an input or output named '" + name
                        + "'; expected characters up to U+FFFF only: rename it when you export the model"));
            }
        }
    }

    private static void checkOperators(OnnxOutline outline) throws ModelRejectedException {
        for (Map.Entry<Operator, String> entry : outline.operators().entrySet()) {
            Operator operator = entry.getKey();
            boolean known = DOMAINS.contains(operator.domain()) || outline.functions().contains(operator);
            if (!known || REFUSED.contains(operator)) {
                throw new ModelRejectedException(
                        Reasons.line("model.onnx: the node '" + entry.getValue() + "' has the operator " + operator
                                + (known
                                        ? ", which loads code or data from outside the model; export the model without it"
                                        : " of the domain '" + operator.domain() + "'; custom operators are not supported:"
                                                + " export the model with ONNX's own operators, as ONNX Runtime "
                                                + OrtEnvironment.getEnvironment().getVersion() + " knows them")));
            }
        }
    }
}
