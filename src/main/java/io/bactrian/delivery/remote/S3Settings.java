package io.bactrian.delivery.remote;

import java.net.URI;

/**
 * @param endpoint the server of object storage; null for none
 * @param region   that requests are signed for
 */
public record S3Settings(URI endpoint, String region) {
}
