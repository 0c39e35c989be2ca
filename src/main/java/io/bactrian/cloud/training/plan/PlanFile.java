package io.bactrian.cloud.training.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.jboss.logging.Logger;

import io.bactrian.text.BoundedFile;

/**
 * The training file, read again when it changes. A file that cannot be used leaves the previous plans in use, and the log says why, once a
 * change. {@link #refresh()} by one thread, the rest by any.
 */
public final class PlanFile {
    private static final Logger LOG = Logger.getLogger(PlanFile.class);
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private volatile Map<String, TrainingPlan> plans;
    private volatile String unreadable;
    private volatile String rejected;
    private byte[] last;

    /**
     * @param file null for no plans
     * @throws IOException naming what is wrong with the file
     */
    public PlanFile(Path file) throws IOException {
        this.file = file;
        try {
            last = file == null ? new byte[0] : BoundedFile.read(file, MOST_BYTES);
            plans = file == null ? Map.of() : PlanReader.read(last);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** By models' names. */
    public Map<String, TrainingPlan> plans() {
        return plans;
    }

    /** Why the file as it is now is not in use, or null. */
    public String problem() {
        return unreadable != null ? unreadable : rejected;
    }

    /** Checks whether the file has changed and, where it is valid, puts it in use. */
    public void refresh() {
        if (file == null) {
            return;
        }
        String failure = null;
        try {
            byte[] now = BoundedFile.read(file, MOST_BYTES);
            if (!Arrays.equals(now, last)) {
                last = now;
                take(now);
            }
        } catch (IOException e) {
            failure = file + ": " + e.getMessage();
            if (!failure.equals(unreadable)) {
                LOG.errorf("Training file: %s. The previous one stays in use.", failure);
            }
        }
        unreadable = failure;
    }

    private void take(byte[] now) {
        try {
            plans = PlanReader.read(now);
            rejected = null;
            LOG.infof("Training file %s read again: %d models", file, plans.size());
        } catch (IOException e) {
            rejected = file + ": " + e.getMessage();
            LOG.errorf("Training file: %s. The previous one stays in use.", rejected);
        }
    }
}
