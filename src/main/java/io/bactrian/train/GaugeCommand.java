package io.bactrian.train;

import java.util.LinkedHashMap;
import java.util.Map;

import io.bactrian.train.vision.Dial;
import io.bactrian.train.vision.GaugeScale;
import io.bactrian.train.vision.PictureFit;
import picocli.CommandLine.Command;

/** {@code train gauge}. */
@Command(name = "gauge", description = {
    "What an analogue gauge shows: a network fitted to drawn dials, for demonstration.",
    "Output: reading, from 0 to 1. The scale runs over 270 degrees from the lower left over the top to the lower right, turned by up to 10.",
    "Measured on dials of other styles than those it is fitted on."})
final class GaugeCommand extends PictureCommand {
    GaugeCommand() {
        super("gauge-reading", 12_000, 9);
    }

    @Override
    Result fit(long from, int pictures, int times, Console.Work work) {
        PictureFit fit = PictureFit.gauge(from, pictures, times, work::at);
        double sum = 0;
        double worst = 0;
        for (int i = 0; i < PICTURES_HELD_OUT; i++) {
            Dial dial = dial(fit, HELD_OUT + i);
            double error = StrictMath.abs(reading(fit, fit.pixels(dial.picture())) - dial.reading());
            sum += error;
            worst = StrictMath.max(worst, error);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("mae", sum / PICTURES_HELD_OUT);
        metrics.put("worst", worst);
        metrics.put("pictures", (double) PICTURES_HELD_OUT);
        return new Result(NetworkGraph.gauge(fit), "The reading of a drawn dial, from 0 to 1; a demonstration", "regression",
                new ModelYaml.Outputs("reading", null, null, null), new PictureEvaluation(metrics, null),
                cases(seed -> fit.pixels(dial(fit, seed).picture()),
                        pixels -> Map.of("reading", new Number[]{reading(fit, pixels)}), null));
    }

    private static Dial dial(PictureFit fit, long seed) {
        return new Dial(seed, Dial.Style.OTHER, 2 * fit.size());
    }

    private static double reading(PictureFit fit, float[] pixels) {
        double[] shares = PictureFit.shares(fit.answer(pixels));
        float[] readings = GaugeScale.readings();
        double mean = 0;
        for (int i = 0; i < shares.length; i++) {
            mean += shares[i] * readings[i];
        }
        return mean;
    }
}
