package io.bactrian.infer;

import java.io.IOException;

import org.jboss.logging.Logger;

import io.bactrian.model.Manifest;

/** Loads one model, and goes on trying where it cannot; what waits for it is held, not failed. */
final class ModelHolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelHolder.class);
    private static final long FIRST_PAUSE_MILLIS = 1000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Manifest manifest;
    private OnnxModel model;
    private volatile String problem = "not loaded yet";

    ModelHolder(Manifest manifest) {
        this.manifest = manifest;
    }

    /** The model, as soon as it can be loaded. Called by lanes, on their own threads. */
    synchronized OnnxModel await() throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (model == null) {
            try {
                long start = System.nanoTime();
                model = new OnnxModel(manifest);
                problem = null;
                LOG.infof("Model %s version %s loaded in %d ms", manifest.name(), manifest.version(),
                        (System.nanoTime() - start) / 1_000_000);
            } catch (IOException | RuntimeException e) {
                problem = e.getMessage();
                LOG.errorf("Model %s version %s: %s. Its messages are held; next try in %d ms.", manifest.name(),
                        manifest.version(), e.getMessage(), pause);
                wait(pause);
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        }
        return model;
    }

    /** Why the model cannot be used, or null. */
    String problem() {
        return problem;
    }

    @Override
    public synchronized void close() {
        if (model != null) {
            model.close();
        }
    }
}
