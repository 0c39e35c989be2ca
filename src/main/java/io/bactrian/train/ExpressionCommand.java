package io.bactrian.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

import io.bactrian.train.vision.Face;
import io.bactrian.train.vision.PictureFit;
import picocli.CommandLine.Command;

/** {@code train expression}. */
@Command(name = "expression", description = {
    "Which expression a face has: a network fitted to drawn faces, for demonstration; it is of no use with real ones.",
    "Output: label, one of neutral, happy, sad, surprised; probabilities."})
final class ExpressionCommand extends PictureCommand {
    ExpressionCommand() {
        super("face-expression", 5000, 8);
    }

    @Override
    Result fit(long from, int pictures, int times, Console.Work work) {
        PictureFit fit = PictureFit.expression(from, pictures, times, work::at);
        Confusion confusion = new Confusion(Face.EXPRESSIONS);
        for (int i = 0; i < PICTURES_HELD_OUT; i++) {
            Face face = face(fit, HELD_OUT + i);
            confusion.counts()[face.expression()][largest(PictureFit.shares(fit.answer(fit.pixels(face.picture()))))]++;
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", confusion.accuracy());
        metrics.put("macro-f1", confusion.macroF1());
        metrics.put("pictures", (double) PICTURES_HELD_OUT);
        return new Result(NetworkGraph.expression(fit, Face.EXPRESSIONS), "The expression of a drawn face; a demonstration",
                "classification", new ModelYaml.Outputs("probabilities", "label", "probabilities", Face.EXPRESSIONS),
                new PictureEvaluation(metrics, confusion),
                cases(seed -> fit.pixels(face(fit, seed).picture()), pixels -> answer(fit, pixels), Face.EXPRESSIONS));
    }

    private static Face face(PictureFit fit, long seed) {
        return new Face(seed, 2 * fit.size());
    }

    private static Map<String, Number[]> answer(PictureFit fit, float[] pixels) {
        double[] shares = PictureFit.shares(fit.answer(pixels));
        return new TreeMap<>(Map.of("label", new Number[]{largest(shares)}, "probabilities",
                DoubleStream.of(shares).boxed().toArray(Number[]::new)));
    }

    private static int largest(double[] shares) {
        int place = 0;
        for (int i = 1; i < shares.length; i++) {
            place = shares[i] > shares[place] ? i : place;
        }
        return place;
    }
}
