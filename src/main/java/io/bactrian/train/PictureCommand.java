package io.bactrian.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

import org.apache.commons.codec.digest.DigestUtils;

import com.fasterxml.jackson.core.JsonProcessingException;

import ai.onnx.proto.OnnxMl.ModelProto;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that fit a network to drawn pictures have in common. */
abstract class PictureCommand implements Callable<Integer> {
    /** Held out: none of them is drawn for a fit of up to a million pictures. */
    static final long HELD_OUT = 900_000_000_000L;
    static final int PICTURES_HELD_OUT = 1000;
    private static final int CASES = 4;

    private final String usualName;
    private final int usualExamples;
    private final int usualPasses;
    @Spec
    private CommandSpec spec;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of all that is drawn at random: pictures, the order of training")
    private long seed;
    @Option(names = "--examples", paramLabel = "N", showDefaultValue = Visibility.NEVER, description = "pictures that are drawn to fit the network (default: 12000 dials, 5000 faces)")
    private Integer givenExamples;
    @Option(names = "--passes", paramLabel = "N", showDefaultValue = Visibility.NEVER, description = "over all of them (default: 9 over dials, 8 over faces)")
    private Integer givenPasses;
    @Mixin
    private OutputOptions output;
    @Mixin
    private TrainCommand.HelpOptions help;

    PictureCommand(String usualName, int usualExamples, int usualPasses) {
        this.usualName = usualName;
        this.usualExamples = usualExamples;
        this.usualPasses = usualPasses;
    }

    /**
     * A model and what was measured.
     *
     * @param outputs what the manifest says of them
     * @param golden  pictures as the model takes them, with what it is to say
     */
    record Result(ModelProto graph, String method, String task, ModelYaml.Outputs outputs, PictureEvaluation evaluation,
            List<Golden.Case> golden) {
    }

    @Override
    public final Integer call() {
        int examples = givenExamples == null ? usualExamples : givenExamples;
        int passes = givenPasses == null ? usualPasses : givenPasses;
        TrainingException.unless(examples >= 100 && examples <= 1_000_000, "--examples", examples, "100 to 1000000");
        TrainingException.unless(passes >= 1 && passes <= 1000, "--passes", passes, "1 to 1000");
        ModelFolder folder = output.folder(usualName);
        Console console = new Console(spec.commandLine().getOut(), System::nanoTime);
        console.say("Drawing %d pictures, and fitting a network to them in %d passes", examples, passes);
        Console.Work work = console.begin("Drawing and fitting", (long) examples * (1 + passes));
        Result result = fit(seed, examples, passes, work);
        console.say("Measured on %d pictures held out", PICTURES_HELD_OUT);
        output.write(folder, result.method(), "drawn pictures, seed %d, %d of them".formatted(seed, examples),
                result.evaluation(), (text, provenance) -> files(result, text, provenance), console);
        return ExitCode.OK;
    }

    abstract Result fit(long from, int pictures, int times, Console.Work work);

    /** @param labels null where the model has none */
    static List<Golden.Case> cases(LongFunction<float[]> pixels, Function<float[], Map<String, Number[]>> answer,
            List<String> labels) {
        return LongStream.range(HELD_OUT, HELD_OUT + CASES).mapToObj(pixels).map(each -> {
            Map<String, Number[]> outputs = answer.apply(each);
            return new Golden.Case(Map.of(NetworkGraph.INPUT, each), outputs,
                    labels == null ? null : labels.get(outputs.get("label")[0].intValue()));
        }).toList();
    }

    private static Map<String, byte[]> files(Result result, String text, ModelYaml.Provenance provenance) {
        byte[] onnx = result.graph().toByteArray();
        ModelYaml.Input input = new ModelYaml.Input(NetworkGraph.INPUT, "FP32", null, null, new ModelYaml.Image("grey", 1));
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            files.put("model.onnx", onnx);
            files.put("model.yaml", new ModelYaml(text, result.task(), List.of(input), result.outputs(), null,
                    new ModelYaml.Batching(32, "0ms", 1, 4096), 1, null, DigestUtils.sha256Hex(onnx), provenance, null, null)
                    .toBytes(Reference.NONE));
            files.put("golden.json", new Golden(Golden.TOLERANCE, result.golden()).toBytes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is written is plain records", e);
        }
        return files;
    }
}
