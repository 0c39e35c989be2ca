package io.bactrian.infer;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import ai.onnxruntime.OrtEnvironment;

/** What ONNX Runtime and DJL say, shortened to a line, and what to do about it. */
final class Reasons {
    private static final int LONGEST = 300;
    private static final String OTHERWISE = "open it with ONNX's own checker (onnx.checker.check_model)";
    private static final Map<String, String> REMEDIES = remedies();

    private Reasons() {
    }

    private static Map<String, String> remedies() {
        String newer = "export the model again with an opset and IR version that ONNX Runtime %s knows";
        Map<String, String> remedies = new LinkedHashMap<>();
        remedies.put("external data", "put the external data file beside model.onnx, or save the model as one file");
        remedies.put("protobuf parsing failed", "it is no ONNX file, or a part of one: copy it again");
        remedies.put("is under development", newer);
        remedies.put("ir version", newer);
        remedies.put("is not a registered function/op",
                "custom operators and newer opsets are not supported: export it with ONNX's own operators, for ONNX Runtime %s");
        remedies.put("could not find an implementation", "export it with another datatype or opset for this operator");
        remedies.put("missing opset", "it is no ONNX file, or a part of one: copy it again");
        return remedies;
    }

    /** The innermost cause's words in one line. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        int code = words.indexOf("- message: ");
        words = (code < 0 ? words : words.substring(code + "- message: ".length())).replaceAll("\\s+", " ").strip();
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }

    static String withRemedy(Throwable failure) {
        String full = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        String remedy = REMEDIES.entrySet().stream().filter(entry -> full.contains(entry.getKey())).map(Map.Entry::getValue)
                .findFirst().orElse(OTHERWISE);
        return words(failure) + "; " + remedy.formatted(OrtEnvironment.getEnvironment().getVersion());
    }
}
