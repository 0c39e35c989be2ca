package io.bactrian.train;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

/**
 * Fits windows that need not follow one another, as {@code train} fits recordings, and writes the version's folder. One thread, as long as
 * that takes.
 *
 * @param channels the names of a row's values, in order
 * @param training at least one
 * @param heldOut  windows that the numbers in the manifest, and the golden cases, are of
 */
public record WindowTraining(List<String> channels, List<LabelledWindow> training, List<LabelledWindow> heldOut) {
    /**
     * @param trained for the manifest
     * @param data    for the manifest: what it is fitted on
     * @param why     how many contributions an answer names; 0 for none
     * @param earlier manifest of the version before, for what it says of channels and batching; missing for none
     */
    public record About(Instant trained, String data, int why, JsonNode earlier) {
    }

    /**
     * @param log gets a line for each step
     * @throws TrainingException where these windows cannot be fitted, or the disk refuses
     */
    public void write(WindowTrainer trainer, ModelFolder folder, About about, PrintWriter log) {
        Console console = new Console(log, System::nanoTime);
        console.say("Training on %d windows, %d held out", training.size(), heldOut.size());
        FitCommand.Result result = fit(trainer, about, console);
        ModelYaml.Provenance provenance = new ModelYaml.Provenance(about.trained().toString(), result.data(),
                OutputOptions.TRAINER, result.evaluation().metrics());
        Map<String, byte[]> files = ModelFolder.files(result.fit(),
                manifest -> manifest.like(about.earlier()), result.method(), provenance,
                Golden.of(result.fit(), result.windows(), about.why() > 0), result.reference(), about.why());
        files.put("report.html", OutputOptions.page(folder, result.method(), provenance, result.evaluation())
                .getBytes(StandardCharsets.UTF_8));
        folder.write(files);
    }

    private FitCommand.Result fit(WindowTrainer trainer, About about, Console console) {
        if (trainer instanceof WindowTrainer.Anomaly anomaly) {
            return anomaly(anomaly, about, console);
        }
        return trainer instanceof WindowTrainer.Classifier classifier
                ? classifier(classifier, about, console)
                : regression((WindowTrainer.Regression) trainer, about, console);
    }

    private FitCommand.Result anomaly(WindowTrainer.Anomaly trainer, About about, Console console) {
        ToDoubleFunction<LabelledWindow> target = each -> trainer.normal().contains(each.label()) ? 0 : 1;
        List<LabelledWindow> normal = training.stream().filter(each -> target.applyAsDouble(each) == 0).toList();
        HotellingFit fit = HotellingFit.of(channels, normal.stream().map(LabelledWindow::rows).toList(), trainer.options());
        List<Window> judged = windows(heldOut, target);
        return new FitCommand.Result(fit,
                "Hotelling's T² over %s of %d channels".formatted(trainer.options().features().described(), channels.size()),
                about.data(), LabelEvaluation.of(fit, judged, console), judged,
                Reference.of(fit, windows(normal, target), console));
    }

    private FitCommand.Result classifier(WindowTrainer.Classifier trainer, About about, Console console) {
        List<String> labels = WindowTrainer.labels(training);
        ToDoubleFunction<LabelledWindow> target = each -> labels.indexOf(each.label());
        List<Window> windows = windows(training, target);
        ClassifierFit fit = ClassifierFit.of(channels, labels, trainer.window(), windows,
                new LogisticTrainer(trainer.epochs(), trainer.rate(), trainer.seed()), console);
        List<Window> judged = windows(heldOut.stream().filter(each -> labels.contains(each.label())).toList(), target);
        return new FitCommand.Result(fit,
                "Which of %s: multinomial logistic regression on %d channels in windows of %d".formatted(labels,
                        channels.size(), trainer.window()),
                about.data(), LabelEvaluation.of(fit, judged, console), judged,
                Reference.of(fit, ClassifierCommand.ordinary(trainer.reference(), windows, labels), console));
    }

    private FitCommand.Result regression(WindowTrainer.Regression trainer, About about, Console console) {
        List<Window> windows = windows(training, LabelledWindow::value);
        RegressionFit fit = RegressionFit.of(channels, trainer.window(), windows, trainer.ridge(), console);
        List<Window> judged = windows(heldOut, LabelledWindow::value);
        return new FitCommand.Result(fit,
                "Ridge regression on %d channels in windows of %d".formatted(channels.size(), trainer.window()), about.data(),
                NumberEvaluation.of(fit, "value", judged, console), judged, Reference.of(fit, windows, console));
    }

    private static List<Window> windows(List<LabelledWindow> examples, ToDoubleFunction<LabelledWindow> target) {
        return examples.stream().map(each -> {
            double[] targets = new double[each.rows().length];
            Arrays.fill(targets, target.applyAsDouble(each));
            return new Window(new Series(each.device(), each.rows(), targets), targets.length - 1);
        }).toList();
    }
}
