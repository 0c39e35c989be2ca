package io.bactrian;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service, or one of its commands when the first argument names one. */
@QuarkusMain
public final class Bactrian {
    private Bactrian() {
    }

    public static void main(String[] args) {
        Quarkus.run(args);
    }
}
