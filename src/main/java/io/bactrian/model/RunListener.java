package io.bactrian.model;

import java.util.List;

/** Is shown the run that one message is in. On the thread that ran the model, which it must not keep; must not throw. */
@FunctionalInterface
public interface RunListener {
    /**
     * @param version     that ran
     * @param together    the messages of the run, this one among them; the list is the caller's
     * @param waitedNanos that the message waited for the run
     * @param ranNanos    of the run
     */
    void ran(Manifest version, List<ModelInput> together, long waitedNanos, long ranNanos);
}
