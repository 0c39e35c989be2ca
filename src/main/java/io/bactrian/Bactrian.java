package io.bactrian;

import java.io.IOException;
import java.util.Arrays;

import org.apache.camel.quarkus.main.CamelMainApplication;

import io.bactrian.command.ServiceCommand;
import io.bactrian.ops.FatalErrors;
import io.bactrian.train.TrainCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service when there is no argument, else runs the command that is named. */
@QuarkusMain
public final class Bactrian {
    Bactrian() {
    }

    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            new FatalErrors().handleUncaught();
            Quarkus.run(CamelMainApplication.class);
        } else if (args[0].equals("train")) {
            System.exit(TrainCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        } else {
            System.exit(ServiceCommand.run(args));
        }
    }
}
