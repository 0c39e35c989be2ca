package io.bactrian.cloud.data;

import java.util.Iterator;

/**
 * Samples in order of device and time, read as they are asked for. What retention deletes meanwhile is left out. One thread; close it.
 * {@link #next()} throws {@link java.io.UncheckedIOException} where the data set cannot be read.
 */
public interface Labelled extends Iterator<LabelledSample>, AutoCloseable {
    @Override
    void close();
}
