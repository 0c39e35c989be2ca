package io.bactrian.spool;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Makes {@code spool:} known to routes. */
class SpoolProducers {
    @Produces
    @Singleton
    @Named("spool")
    SpoolComponent spool(Spools spools) {
        return new SpoolComponent(spools);
    }
}
