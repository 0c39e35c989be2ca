package io.bactrian;

import java.util.Arrays;

import org.apache.camel.quarkus.main.CamelMainApplication;

import io.bactrian.train.TrainCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service, or one of its commands when the first argument names one. */
@QuarkusMain
public final class Bactrian {
    Bactrian() {
    }

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("train")) {
            System.exit(TrainCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        Quarkus.run(CamelMainApplication.class, args);
    }
}
