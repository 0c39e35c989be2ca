package io.bactrian.announce;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is to become of a version of a model on the nodes that it is for. The newest of a key holds; docs/interfaces.md has the shape.
 *
 * @param version   from 1 on
 * @param url       of the archive
 * @param sha256    of the archive, in lower-case hexadecimal digits
 * @param size      of the archive in bytes; -1 where that is not said
 * @param signature of the archive, in base64; see {@link SignatureCheck}; null for none
 * @param promote   how it comes into service; null for what the node has configured
 * @param until     when a node that has not fetched it gives up; null for never
 * @param at        when this was said
 */
public record Announcement(String model, int version, State state, URI url, String sha256, long size, String signature,
        Nodes nodes, Promote promote, Instant until, Instant at) {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Whether it is to be there. */
    public enum State {
        ANNOUNCED,
        /** It is rolled back where it serves, and fetched no more. */
        WITHDRAWN;

        /** As it is written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it takes for a version that has passed its checks to serve. */
    public enum Promote {
        IMMEDIATE, GATED, MANUAL;

        /** As it is written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException naming what is wrong with it */
    public Announcement {
        checkModel(model);
        if (version < 1) {
            throw new IllegalArgumentException("version is " + version + "; expected a whole number from 1 on");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 is '" + sha256 + "'; expected the 64 digits 0-9a-f that sha256sum prints");
        }
    }

    static void checkModel(String model) {
        if (!MODEL.matcher(model).matches()) {
            throw new IllegalArgumentException(
                    "model is '" + model + "'; expected letters, digits and ._-, 128 at most, the first no sign");
        }
    }

    /** The record's key: {@code MODEL/VERSION}. */
    public String key() {
        return key(model, version);
    }

    /** The key of the announcement of a version. */
    public static String key(String model, int version) {
        return model + "/" + version;
    }

    public boolean withdrawn() {
        return state == State.WITHDRAWN;
    }
}
