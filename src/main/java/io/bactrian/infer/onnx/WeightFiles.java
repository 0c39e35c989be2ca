package io.bactrian.infer.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.ResolvedFile;
import io.bactrian.onnx.ExternalTensor;

/** The files beside an ONNX file that its weights are in, each opened once. One thread. */
final class WeightFiles implements AutoCloseable {
    private final VersionFiles files;
    private final Map<Path, SeekableByteChannel> open = new HashMap<>();
    private final Map<String, Path> places = new HashMap<>();

    WeightFiles(VersionFiles files) {
        this.files = files;
    }

    /**
     * Opens all files.
     *
     * @throws ModelRejectedException naming the first tensor whose bytes are not there, or lie outside of the version's folder
     */
    void check(List<ExternalTensor> tensors) throws ModelRejectedException, IOException {
        for (ExternalTensor tensor : tensors) {
            if (tensor.length() < 0) {
                throw new ModelRejectedException(named(tensor) + (tensor.needed() < 0
                        ? " has elements of type " + tensor.type() + " and no number of bytes; expected numbers"
                        : " has a length of '" + tensor.source().get("length")
                                + "' bytes in another file, but its elements have "
                                + tensor.needed())
                        + ": save the model again");
            }
            long size = channel(tensor).size();
            if (tensor.offset() < 0 || tensor.offset() > size || tensor.length() > size - tensor.offset()) {
                throw new ModelRejectedException(named(tensor) + " has " + tensor.length() + " bytes from '"
                        + tensor.source().getOrDefault("offset", "0") + "' on in the file '" + tensor.location()
                        + "', which has "
                        + size + " bytes: copy model.onnx and this file again");
            }
        }
    }

    /** Bytes of all files together. */
    long size() throws IOException {
        long size = 0;
        for (SeekableByteChannel channel : open.values()) {
            size += channel.size();
        }
        return size;
    }

    void read(ExternalTensor tensor, ByteBuffer into) throws IOException {
        SeekableByteChannel channel = open.get(places.get(tensor.location()));
        channel.position(tensor.offset());
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new IOException("'" + tensor.location() + "' became shorter while it was read: copy it again");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SeekableByteChannel channel : open.values()) {
            channel.close();
        }
    }

    private SeekableByteChannel channel(ExternalTensor tensor) throws ModelRejectedException, IOException {
        Path place = places.get(tensor.location());
        if (place == null) {
            place = files.weights(tensor.location());
            places.put(tensor.location(), place);
        }
        SeekableByteChannel channel = open.get(place);
        if (channel == null) {
            channel = ResolvedFile.open(place);
            open.put(place, channel);
        }
        return channel;
    }

    private static String named(ExternalTensor tensor) {
        return "model.onnx: the tensor '" + tensor.name() + "'";
    }
}
