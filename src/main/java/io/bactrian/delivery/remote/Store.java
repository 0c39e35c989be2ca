package io.bactrian.delivery.remote;

import java.io.IOException;
import java.util.List;

/** A reference in the store of its kind. Each method waits. One thread. */
public interface Store {
    /**
     * @throws IOException            where it may be answered another time
     * @throws RejectedOrderException where it names nothing that could be a version
     */
    Resolved resolve() throws IOException, RejectedOrderException, InterruptedException;

    /**
     * The files of a reference that is fixed.
     *
     * @throws IOException            where it may be answered another time
     * @throws RejectedOrderException where it names nothing that could be a version
     */
    List<RemoteFile> files() throws IOException, RejectedOrderException, InterruptedException;
}
