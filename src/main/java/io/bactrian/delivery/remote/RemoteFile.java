package io.bactrian.delivery.remote;

import java.net.URI;

import io.bactrian.archive.Form;

/**
 * Something to fetch.
 *
 * @param name   of the file in the version; of an archive, of the folder that all in it is in, or empty
 * @param access who asks, for all of one fetch
 * @param size   in bytes; -1 where it is not known
 * @param sha256 in hexadecimal digits; null where its store does not say
 */
public record RemoteFile(String name, Form form, URI url, Access access, long size, String sha256) {
}
