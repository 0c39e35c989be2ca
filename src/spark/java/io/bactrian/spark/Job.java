package io.bactrian.spark;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.SparkSession;

import io.bactrian.train.ModelFolder;
import io.bactrian.train.OutputOptions;
import io.bactrian.train.TrainCommand;
import io.bactrian.train.Trained;
import io.bactrian.train.WindowFeatures;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A batch: fits a model to samples and writes its version. The same command over the same files is the same batch, which is written once, however
 * often it is run.
 */
abstract class Job implements Callable<Integer> {
    static final long MOST_JUDGED = 1_000_000;
    private static final int DIGITS = 16;

    private final String usualName;
    @Spec
    private CommandSpec spec;
    @Mixin
    private SampleOptions samples;
    @Mixin
    private OutputOptions output;
    @Mixin
    private TrainCommand.HelpOptions help;

    /** @param usualName the model's, without {@code --name} */
    Job(String usualName) {
        this.usualName = usualName;
    }

    @Override
    public final Integer call() {
        samples.check();
        check();
        DataSet data = DataSet.of(SparkSession.builder().appName("bactrian " + usualName).getOrCreate(), samples.data());
        String described = "%s, %d bytes in %d files, batch %s".formatted(String.join(",", samples.data()), data.bytes(),
                data.files().size(), batch(data));
        ModelFolder written = output.fittedOn(usualName, described);
        if (written != null) {
            say("%s is of this batch already, which has nothing left to do", written.path());
            return ExitCode.OK;
        }
        ModelFolder folder = output.folder(usualName);
        Samples read = data.samples(samples, features());
        try {
            output.write(folder, train(read, described), terminal());
        } finally {
            read.rows().unpersist();
        }
        return ExitCode.OK;
    }

    private String batch(DataSet data) {
        String command = String.join("\n", spec.commandLine().getParseResult().originalArgs());
        return DigestUtils.sha256Hex(spec.name() + '\n' + command + '\n' + data.digest()).substring(0, DIGITS);
    }

    /** Called first, before anything is read or written. */
    abstract void check();

    /** What is seen of a window. */
    abstract WindowFeatures features();

    /** @param data for the manifest */
    abstract Trained train(Samples read, String data);

    SampleOptions samples() {
        return samples;
    }

    void say(String format, Object... args) {
        terminal().println(String.format(Locale.ROOT, format, args));
        terminal().flush();
    }

    private PrintWriter terminal() {
        return spec.commandLine().getOut();
    }

    /** An option that is wrong or missing. */
    ParameterException usageError(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
