package io.bactrian.cloud.data;

/**
 * A record as it is written.
 *
 * @param kind    of which files it goes into
 * @param model   whose
 * @param key     what makes it one of a kind in these
 * @param at      its time, epoch ms
 * @param line    a JSON object without line breaks, and a line feed
 * @param picture to be written beside it; null for none
 */
record Parsed(Kind kind, String model, Key key, long at, byte[] line, Picture picture) {
    /** A device, empty for none, and an id. */
    record Key(String device, String id) {
    }

    /** The name of a file, and what is in it; not copied. */
    record Picture(String name, byte[] content) {
    }

    /** What it takes on the disk. */
    long bytes() {
        return line.length + (picture == null ? 0L : picture.content.length);
    }
}
