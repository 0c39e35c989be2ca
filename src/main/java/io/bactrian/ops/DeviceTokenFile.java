package io.bactrian.ops;

import java.nio.file.Path;

import org.jboss.logging.Logger;

import io.bactrian.http.DeviceTokens;

/** The file of the devices' tokens, read again when it changes. {@link #refresh()} from one thread at a time, the rest from any. */
final class DeviceTokenFile {
    private static final Logger LOG = Logger.getLogger(DeviceTokenFile.class);

    private final Path file;
    private String text;
    private volatile DeviceTokens tokens;
    private volatile String problem;

    /**
     * @param file null where there is none
     * @throws IllegalArgumentException naming what is wrong with it
     */
    DeviceTokenFile(Path file) {
        this.file = file;
        if (file != null) {
            text = ReadablePath.secret(file.toString());
            tokens = DeviceTokens.parse(text);
        }
    }

    /** Null where no file is configured. */
    DeviceTokens tokens() {
        return tokens;
    }

    /** Why the last edit is not in use, or null. */
    String problem() {
        return problem;
    }

    /** An edit that cannot be used is logged once, and changes nothing. */
    void refresh() {
        if (file == null) {
            return;
        }
        try {
            String now = ReadablePath.secret(file.toString());
            if (!now.equals(text)) {
                tokens = DeviceTokens.parse(now);
                text = now;
                LOG.infof("Devices' tokens are read again from %s", file);
            }
            problem = null;
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().equals(problem)) {
                LOG.errorf("Devices' tokens in %s: %s. Those before it stay in use.", file, e.getMessage());
            }
            problem = e.getMessage();
        }
    }
}
