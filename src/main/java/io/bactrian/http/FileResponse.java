package io.bactrian.http;

import java.nio.file.Path;
import java.util.Map;

/**
 * A file, or a part of it, as a response.
 *
 * @param range   null for all of it
 * @param headers beside those of length and range
 */
public record FileResponse(Path file, long size, ByteRange range, Map<String, String> headers) {
    public FileResponse {
        headers = Map.copyOf(headers);
    }

    int status() {
        return range == null ? 200 : 206;
    }

    long from() {
        return range == null ? 0 : range.from();
    }

    long count() {
        return range == null ? size : range.count();
    }
}
