package io.bactrian.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.bactrian.archive.Form;
import io.bactrian.delivery.remote.Stores;

/**
 * Says how what orders name is fetched. Any thread.
 *
 * @param volume below which the files of orders with a path lie; null for none
 * @param idle   how long a server may send nothing
 */
record Sources(Stores stores, Path volume, Duration idle) {
    /** Null where the order has its files itself. */
    Piece.Source of(Order order) {
        OrderSource source = order.source();
        if (source instanceof OrderSource.Remote remote) {
            return () -> archive(order, remote.size(),
                    new HttpFetch(stores.client().get(), remote.url(), stores.access(remote.url()), null, idle));
        }
        if (source instanceof OrderSource.Mounted mounted) {
            return () -> archive(order, -1, new FileFetch(volume, mounted.path()));
        }
        if (!(source instanceof OrderSource.Stored stored)) {
            return null;
        }
        return () -> stores.of(stored.reference()).files().stream()
                .map(file -> new Piece(file.name(), file.form(),
                        new HttpFetch(stores.client().get(), file.url(), file.access(), file.sha256(), idle), file.size(),
                        file.sha256() == null ? order.archiveDigest() : file.sha256()))
                .toList();
    }

    private static List<Piece> archive(Order order, long size, Fetch fetch) {
        return List.of(new Piece("", Form.ZIP, fetch, size, order.archiveDigest()));
    }
}
