package io.bactrian.cloud.data;

import java.util.Iterator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Statistics or drift events in order of time, as docs/interfaces.md describes them, read as they are asked for. One thread; close it. */
public interface Documents extends Iterator<ObjectNode>, AutoCloseable {
    @Override
    void close();
}
