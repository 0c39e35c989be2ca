package io.bactrian.enrich;

import org.jboss.logging.Logger;

import io.bactrian.model.ServingModels;
import io.bactrian.text.Problems;

/** A device directory that somebody else reads and hands in. {@link #take} from one thread, as {@link #refresh} from its own. */
public final class ReceivedDirectory implements DeviceSource {
    private static final Logger LOG = Logger.getLogger(ReceivedDirectory.class);

    private volatile DeviceDirectory directory;
    private volatile CalibrationCheck check;
    private volatile String ineffective;
    private DeviceDirectory checked;

    /** @param first in use until another is taken */
    public ReceivedDirectory(DeviceDirectory first) {
        this.directory = first;
    }

    /** Puts it in use. */
    public void take(DeviceDirectory next) {
        directory = next;
    }

    @Override
    public DeviceDirectory directory() {
        return directory;
    }

    @Override
    public String problem() {
        return ineffective;
    }

    /** Looks for calibrations without effect, and units that differ: in another directory, and in the same when models have changed. */
    @Override
    public void refresh() {
        DeviceDirectory used = directory;
        if (check == null || used == checked && !check.changed(used)) {
            return;
        }
        checked = used;
        Problems unknown = new Problems();
        check.check(used, unknown);
        String now = unknown.none() ? null : unknown.text();
        if (now != null && !now.equals(ineffective)) {
            LOG.errorf("Device directory: %s. It stays in use.", now);
        }
        ineffective = now;
    }

    @Override
    public void checkAgainst(ServingModels models) {
        check = new CalibrationCheck(models);
    }
}
