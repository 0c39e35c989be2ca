package io.bactrian.page;

import org.apache.commons.codec.digest.DigestUtils;

import io.bactrian.http.EntityTag;
import io.vertx.core.buffer.Buffer;

/** One of the page's files, and the tag by which a browser knows whether it has it. */
record PageFile(Buffer content, EntityTag tag) {
    static PageFile of(byte[] content) {
        return new PageFile(Buffer.buffer(content), new EntityTag(DigestUtils.sha256Hex(content).substring(0, 32)));
    }
}
