package io.bactrian.spark;

import org.apache.spark.sql.SparkSession;

import io.bactrian.train.TrainCommand;
import io.bactrian.train.TrainingException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** What {@code spark-submit} runs. Exit codes: 0 written or there already, 1 refused, 2 wrong option. */
@Command(name = "bactrian-spark", subcommands = {AnomalyJob.class,
    ClassifierJob.class}, description = "Fits a model to samples on a Spark cluster and writes it as a version of its own, as train does on one machine.")
public final class SparkTrain {
    @Mixin
    private TrainCommand.HelpOptions help;

    private SparkTrain() {
    }

    public static void main(String[] args) {
        int code = run(args);
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
        if (code != ExitCode.OK) {
            System.exit(code);
        }
    }

    /** Leaves the session open. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new SparkTrain()).setExecutionExceptionHandler((reason, commandLine, parsed) -> {
            if (reason instanceof TrainingException) {
                commandLine.getErr().println(reason.getMessage());
                return ExitCode.SOFTWARE;
            }
            throw reason;
        });
    }
}
