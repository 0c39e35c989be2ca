package io.bactrian.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code train anomaly}. */
@Command(name = "anomaly", description = {
    "How unusual a device runs: Hotelling's T-squared over windowed means and standard deviations of normal running.",
    "Outputs: score, above 1 is an anomaly; anomaly, 0 or 1."})
final class AnomalyCommand extends FitCommand {
    private static final int FILE_ROWS = 400;
    private static final int SIMULATED_ROWS = 36_000;
    private static final int PUMPS_HELD_OUT = 8;

    @Option(names = "--rows", paramLabel = "N", showDefaultValue = Visibility.NEVER, description = "fit on the first N rows of each device, which must be normal running (default: "
            + FILE_ROWS + " of a file, " + SIMULATED_ROWS + " simulated); the others are held out")
    private Integer rows;
    @Option(names = "--anomaly-column", paramLabel = "COLUMN", description = "1 or anomaly where the device does not run normally, else 0 or normal: to judge by the rows held out")
    private String anomalyColumn;
    @Option(names = "--window", paramLabel = "ROWS", defaultValue = "30", description = "rows of history per answer")
    private int window;
    @Option(names = "--ridge", paramLabel = "X", defaultValue = "0.1", description = "added to the diagonal of the features' covariance")
    private double ridge;
    @Option(names = "--quantile", paramLabel = "Q", defaultValue = "0.99", description = "of the fitting rows' own T-squared, from which the limit comes")
    private double quantile;
    @Option(names = "--factor", paramLabel = "X", defaultValue = "8", description = "how many times that quantile the limit is")
    private double factor;

    @Option(names = "--smoothing", paramLabel = "X", defaultValue = "0", description = {
        "above 0, exponentially weighted means with this lambda (MEWMA) in place of means and standard deviations: steadier, and slower",
        "to end an alarm; on recordings with slow changes, --window 90 --smoothing 0.05 --factor 12 had fewer false alarms"})
    private double smoothing;

    AnomalyCommand() {
        super("pump-anomaly");
    }

    @Override
    void checkOptions() {
        options();
        TrainingException.unless(limit() >= 1, "--rows", limit(), "1 or more");
    }

    private FitOptions options() {
        return new FitOptions(window, ridge, quantile, factor, smoothing);
    }

    private int limit() {
        return rows != null ? rows : data().simulated() ? SIMULATED_ROWS : FILE_ROWS;
    }

    @Override
    Result fit(Console console) {
        int limit = limit();
        Dataset recorded = data().simulated() ? simulated(limit) : file(console);
        List<double[][]> fitting = recorded.series().stream()
                .map(each -> Arrays.copyOf(each.rows(), Math.min(limit, each.rows().length))).toList();
        int fitted = fitting.stream().mapToInt(each -> each.length).sum();
        requireNormal(recorded.series(), limit);
        console.say("Fitting %d rows of %d channels in windows of %d", fitted, recorded.channels().size(), window);
        HotellingFit fit = HotellingFit.of(recorded.channels(), fitting, options());
        console.say("Limit of T-squared is %.1f: %s times the %s quantile of the fitting rows' own", fit.limit(), factor,
                quantile);
        List<Window> heldOut = data().simulated()
                ? windows(SimulatedFleet.heldOut(data().seed(), PUMPS_HELD_OUT).anomalies().series(), 0)
                : windows(recorded.series(), limit);
        List<Window> judged = heldOut.stream().filter(each -> !Double.isNaN(each.target())).toList();
        console.say("Measured on %d windows held out%s", judged.size(),
                judged.isEmpty() ? ": --anomaly-column and rows after the first %d would give some".formatted(limit) : "");
        return new Result(fit, method(recorded), data().describe(fitted), LabelEvaluation.of(fit, judged, console),
                heldOut.isEmpty() ? windows(recorded.series(), 0) : heldOut,
                Reference.of(fit, fittingWindows(recorded.series(), limit), console));
    }

    private Dataset simulated(int limit) {
        if (anomalyColumn != null) {
            throw usageError("--anomaly-column goes with --data: simulated pumps know their faults");
        }
        double[][] rows = new SimulatedPump(data().seed()).next(limit);
        return new Dataset(SimulatedPump.CHANNELS, HotellingFit.LABELS, List.of(new Series("", rows, new double[limit])));
    }

    private Dataset file(Console console) {
        return data().read(anomalyColumn, anomalyColumn == null ? Columns.Target.NONE : Columns.Target.FLAG, console);
    }

    private void requireNormal(List<Series> devices, int limit) {
        for (Series each : devices) {
            long anomalies = Arrays.stream(each.target()).limit(limit).filter(flag -> flag == 1).count();
            if (anomalies > 0) {
                throw new TrainingException(
                        "Of the first %d rows%s %d are anomalies by column '%s', expected normal running: lower --rows"
                                .formatted(limit, each.device().isEmpty() ? "" : " of " + each.device(), anomalies,
                                        anomalyColumn));
            }
        }
    }

    private List<Window> fittingWindows(List<Series> devices, int limit) {
        return windows(devices, 0).stream().filter(each -> each.end() < limit).toList();
    }

    /** Every window of rows {@code from} and later. */
    private List<Window> windows(List<Series> devices, int from) {
        List<Window> windows = new ArrayList<>();
        for (Series each : devices) {
            for (int end = from + window - 1; end < each.rows().length; end++) {
                windows.add(new Window(each, end));
            }
        }
        return windows;
    }

    private String method(Dataset recorded) {
        return "Hotelling's T² over %s of %s".formatted(options().features().described(),
                data().simulated() ? "eight pump channels" : recorded.channels().size() + " channels");
    }
}
