package io.bactrian.enrich;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import org.jboss.logging.Logger;

import io.bactrian.model.ServingModels;
import io.bactrian.text.BoundedFile;
import io.bactrian.text.Problems;

/**
 * The device directory in a YAML file, read again when it changes. A file that cannot be used leaves the
 * previous directory in use, and the log says why, once a change. {@link #directory()} and {@link #problem()} from any thread; {@link #refresh()} from one.
 */
public final class DeviceFile implements DeviceSource {
    private static final Logger LOG = Logger.getLogger(DeviceFile.class);
    private static final int MOST_BYTES = 16 << 20;

    private final Path file;
    private volatile DirectoryReader.Content content;
    private volatile CalibrationCheck check;
    private volatile String unreadable;
    private volatile String rejected;
    private volatile String ineffective;
    private byte[] last;

    /** @throws IOException naming what is wrong with the file */
    public DeviceFile(Path file) throws IOException {
        this.file = file;
        try {
            this.last = BoundedFile.read(file, MOST_BYTES);
            this.content = DirectoryReader.read(last);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** A directory without a file, which never changes. */
    public DeviceFile(DeviceDirectory directory) {
        this.file = null;
        this.content = new DirectoryReader.Content(directory, null);
    }

    @Override
    public DeviceDirectory directory() {
        return content.directory();
    }

    @Override
    public String problem() {
        String first = unreadable != null ? unreadable : rejected;
        return first != null ? first : ineffective;
    }

    /** An edit with such a calibration is rejected where the model is there. */
    @Override
    public void checkAgainst(ServingModels models) {
        check = new CalibrationCheck(models);
    }

    /** Checks whether the file has changed and, where it is valid, puts it in use. */
    @Override
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
            checkAgain();
        } catch (IOException | RuntimeException e) {
            failure = file + " " + (e instanceof IOException ? e.getMessage() : "cannot be checked: " + e);
            if (!failure.equals(unreadable)) {
                LOG.errorf("Device directory: %s. The previous one stays in use.", failure);
            }
        }
        unreadable = failure;
    }

    private void take(byte[] now) {
        try {
            DirectoryReader.Content read = DirectoryReader.read(now);
            if (check != null) {
                Problems unknown = new Problems(read.places());
                check.check(read.directory(), unknown);
                DirectoryReader.refuseFor(unknown);
            }
            content = read;
            rejected = null;
            ineffective = null;
            LOG.infof("Device directory %s read again: %d devices", file, read.directory().size());
        } catch (IOException | RuntimeException e) {
            rejected = file + ": " + (e instanceof IOException ? e.getMessage() : e.toString());
            LOG.errorf("Device directory: %s. The previous one stays in use.", rejected);
        }
    }

    /** A version that came later may lack a channel that is calibrated: the directory was right when it was read, and stays. */
    private void checkAgain() {
        DirectoryReader.Content used = content;
        if (check == null || !check.changed(used.directory())) {
            return;
        }
        Problems unknown = new Problems(used.places());
        check.check(used.directory(), unknown);
        String now = unknown.none() ? null : file + ": " + unknown.text();
        if (now != null && !now.equals(ineffective)) {
            LOG.errorf("Device directory: %s. It stays in use, without effect on these channels.", now);
        }
        ineffective = now;
    }
}
