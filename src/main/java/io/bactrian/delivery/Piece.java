package io.bactrian.delivery;

import java.io.IOException;
import java.util.List;

import io.bactrian.archive.Form;
import io.bactrian.delivery.remote.RejectedOrderException;

/**
 * Something that is fetched for a version: all of it, or a part.
 *
 * @param name   of the file that it is; of an archive, of the folder that all in it is in, or empty
 * @param size   in bytes; -1 where it is not known
 * @param sha256 null where it is not known
 */
record Piece(String name, Form form, Fetch fetch, long size, String sha256) {
    /** Says which pieces a version has. Waits. */
    @FunctionalInterface
    interface Source {
        List<Piece> pieces() throws IOException, RejectedOrderException, InterruptedException;
    }
}
