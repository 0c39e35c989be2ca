package io.bactrian.spark;

import java.util.List;

import org.apache.spark.sql.functions;

import io.bactrian.train.FitOptions;
import io.bactrian.train.HotellingFit;
import io.bactrian.train.Judged;
import io.bactrian.train.Moments;
import io.bactrian.train.Trained;
import io.bactrian.train.TrainingException;
import io.bactrian.train.WindowFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code anomaly}. */
@Command(name = "anomaly", description = {
    "How unusual a device runs: Hotelling's T-squared over windowed means and standard deviations of normal running.",
    "Without --target all samples must be of normal running, and nothing is held out."})
final class AnomalyJob extends Job {
    private static final List<String> LABELS = List.of("normal", "anomaly");

    @Option(names = "--normal", paramLabel = "LABEL", defaultValue = "normal", description = "the label of normal running, which is fitted; every other is an anomaly")
    private String normal;
    @Option(names = "--ridge", paramLabel = "X", defaultValue = "0.1", description = "added to the diagonal of the features' covariance")
    private double ridge;
    @Option(names = "--quantile", paramLabel = "Q", defaultValue = "0.99", description = "of the fitted windows' own T-squared, from which the limit comes")
    private double quantile;
    @Option(names = "--factor", paramLabel = "X", defaultValue = "8", description = "how many times that quantile the limit is")
    private double factor;
    @Option(names = "--smoothing", paramLabel = "X", defaultValue = "0", description = "above 0, exponentially weighted means with this lambda (MEWMA) in place of means and standard deviations")
    private double smoothing;

    AnomalyJob() {
        super("pump-anomaly");
    }

    @Override
    void check() {
        options();
    }

    private FitOptions options() {
        return new FitOptions(samples().window(), ridge, quantile, factor, smoothing);
    }

    @Override
    WindowFeatures features() {
        return new WindowFeatures(samples().window(), smoothing);
    }

    @Override
    Trained train(Samples read, String data) {
        HeldOut split = samples().target() == null ? null : HeldOut.of(labelled(read), samples().share());
        Samples fitted = split == null ? read : split.training().where(functions.col(Columns.LABEL).equalTo(LABELS.get(0)));
        Moments moments = fitted.moments(features().count(samples().channels().size()));
        say("Fitting %d windows of %d rows and %d channels", moments.count(), samples().window(), samples().channels().size());
        HotellingFit fit = HotellingFit.of(samples().channels(), moments, options(), fitted::distanceQuantile);
        say("Limit of T-squared is %.1f: %s times the %s quantile of the fitted windows' own", fit.limit(), factor, quantile);
        Judged judged = split == null ? new Judged(fit) : split.judging().atMost(MOST_JUDGED).judged(fit, LABELS);
        say(split == null ? "Nothing is held out: --target would" : "Measured on windows of other devices");
        return new Trained(fit, "Hotelling's T² over windowed features of %d channels".formatted(samples().channels().size()),
                data, judged, (split == null ? read : split.judging()).windows(samples().wholeWindows()),
                fitted.windows(samples().wholeWindows()));
    }

    private Samples labelled(Samples read) {
        if (!read.labels().containsKey(normal)) {
            throw new TrainingException("No sample has the label '%s' in %s, only %s: correct --normal or --target"
                    .formatted(normal, samples().target(), read.labels().keySet()));
        }
        return new Samples(read.where(functions.col(Columns.LABEL).isNotNull()).rows().withColumn(Columns.LABEL,
                functions.when(functions.col(Columns.LABEL).equalTo(normal), LABELS.get(0)).otherwise(LABELS.get(1))),
                read.channels());
    }
}
