package io.bactrian.infer.onnx;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import ai.onnxruntime.OrtEnvironment;

/** What ONNX Runtime and DJL report, shortened to a line, and what to do about it. */
public final class Reasons {
    private static final int LONGEST = 480;
    private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
    private static final Pattern SOURCE = Pattern.compile("/onnxruntime_src/\\S+:\\d+ .*?\\) (const )?");

    private static final List<Remedy> REMEDIES = List.of(
            new Remedy("protobuf parsing failed|zero length|does not have a graph|missing opset|missing model ir",
                    "it is no ONNX file, or a part of one: copy it again"),
            new Remedy("is under development|unsupported model ir version",
                    "export the model again with an opset and IR version that ONNX Runtime %s knows"),
            new Remedy("is not a registered function/op|no op registered|no opset import",
                    "custom operators are not supported: export the model with ONNX's own operators, as ONNX Runtime %s knows them"),
            new Remedy("could not find an implementation",
                    "ONNX Runtime %s lacks this operator for this datatype: export the model with another"));
    private static final String OTHERWISE = "find out more with ONNX's own checker, onnx.checker.check_model";

    private Reasons() {
    }

    private record Remedy(Pattern symptom, String advice) {
        Remedy(String symptom, String advice) {
            this(Pattern.compile(symptom), advice);
        }
    }

    /** The innermost cause's words in one line, without places in sources. */
    public static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        for (Pattern noise : List.of(CODE, SOURCE)) {
            words = noise.matcher(words).replaceAll("");
        }
        return line(words.strip().replaceAll("\\.$", ""));
    }

    /** The same in one line, shortened where it is long. */
    static String line(String words) {
        String line = words.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Why a model could not be loaded, and the remedy. */
    static String withRemedy(Throwable failure) {
        String words = words(failure);
        String symptoms = words.toLowerCase(Locale.ROOT);
        String advice = REMEDIES.stream().filter(remedy -> remedy.symptom.matcher(symptoms).find()).map(Remedy::advice)
                .findFirst().orElse(OTHERWISE);
        return words + "; " + advice.formatted(OrtEnvironment.getEnvironment().getVersion());
    }
}
