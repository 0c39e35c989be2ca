package io.bactrian.model;

import java.util.List;

/** Is shown each run of a version for answers. Called on the thread that ran it: must not wait, and must not throw. */
public interface BatchListener {
    BatchListener NONE = (version, inputs, start) -> {
    };

    /**
     * A batch was run.
     *
     * @param inputs not to be kept: the list is used again
     * @param start  {@link System#nanoTime()}
     */
    void ran(Manifest version, List<? extends ModelInput> inputs, long start);
}
