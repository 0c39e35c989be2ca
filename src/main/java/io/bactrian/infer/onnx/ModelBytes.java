package io.bactrian.infer.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.Provider;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.Digest;
import io.bactrian.model.repository.ResolvedFile;
import io.bactrian.onnx.InlinedFile;
import io.bactrian.onnx.OnnxFormatException;
import io.bactrian.onnx.OnnxOutline;

/**
 * An ONNX file as ONNX Runtime gets it: in memory, with the weights of the files beside it in itself. ONNX Runtime opens no file
 * of its own accord, so what was checked is what runs, whatever happens to the folder meanwhile.
 */
final class ModelBytes implements AutoCloseable {
    private static final byte[] ORT_FORMAT = {'O', 'R', 'T', 'M'};
    private static final int ORT_FORMAT_AT = 4;

    private final NativeMemory memory;
    private final OnnxOutline outline;

    private ModelBytes(NativeMemory memory, OnnxOutline outline) {
        this.memory = memory;
        this.outline = outline;
    }

    /**
     * @param sha256   of {@code model.onnx}, or null
     * @param maxBytes the most that it and the files beside it may have together
     * @throws ModelRejectedException     where it names files or operators that it may not, or is not what the manifest was made for
     * @throws ModelUnavailable where there is no memory for it now
     */
    static ModelBytes read(VersionFiles files, String sha256, long maxBytes) throws ModelRejectedException {
        NativeMemory own = whole(files.onnx(), maxBytes);
        try {
            checkDigest(own.buffer(), sha256);
            OnnxOutline outline = outline(own.buffer());
            GraphRules.check(outline);
            if (outline.externals().isEmpty()) {
                return new ModelBytes(own, outline);
            }
            NativeMemory merged = merged(own.buffer(), outline, files, maxBytes);
            own.close();
            return new ModelBytes(merged, outline);
        } catch (ModelRejectedException | RuntimeException | Error e) {
            own.close();
            throw e;
        }
    }

    OnnxOutline outline() {
        return outline;
    }

    /**
     * These bytes are not needed any more afterwards. See {@link Providers#open}.
     *
     * @throws ModelRejectedException with what is wrong, and what to do
     */
    Providers.Opened open(int threads, List<Provider> wanted) throws ModelRejectedException {
        return Providers.open(memory.buffer(), threads, wanted);
    }

    @Override
    public void close() {
        memory.close();
    }

    private static NativeMemory whole(Path onnx, long maxBytes) throws ModelRejectedException {
        try (SeekableByteChannel in = ResolvedFile.open(onnx)) {
            long size = in.size();
            checkSize("model.onnx has ", size, maxBytes);
            NativeMemory memory = allocate(size);
            try {
                fill(in, memory.buffer(), "model.onnx");
                return memory;
            } catch (IOException | ModelRejectedException | RuntimeException | Error e) {
                memory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ModelRejectedException("model.onnx cannot be read: " + Reasons.words(e));
        }
    }

    private static NativeMemory merged(ByteBuffer file, OnnxOutline outline, VersionFiles files, long maxBytes)
            throws ModelRejectedException {
        try (WeightFiles weights = new WeightFiles(files)) {
            weights.check(outline.externals());
            checkSize("model.onnx and the files with its weights have ", file.limit() + weights.size(), maxBytes);
            InlinedFile inlined = new InlinedFile(file, outline.externals());
            checkSize("model.onnx with its weights has ", inlined.size(), Math.max(maxBytes, file.limit()));
            NativeMemory memory = allocate(inlined.size());
            try {
                inlined.write(memory.buffer(), weights::read);
                memory.buffer().flip();
                return memory;
            } catch (IOException | RuntimeException | Error e) {
                memory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ModelRejectedException("model.onnx: its weights cannot be read: " + Reasons.words(e));
        }
    }

    static void fill(SeekableByteChannel in, ByteBuffer buffer, String name) throws IOException, ModelRejectedException {
        while (buffer.hasRemaining() && in.read(buffer) >= 0) {
            continue;
        }
        if (buffer.hasRemaining()) {
            throw new ModelRejectedException(name + " became shorter while it was read: copy it again");
        }
        buffer.flip();
    }

    private static NativeMemory allocate(long bytes) {
        try {
            return new NativeMemory(bytes);
        } catch (IllegalStateException e) {
            throw new ModelUnavailable("model.onnx cannot be loaded: " + e.getMessage() + "; give the process more memory, or "
                    + "make the model smaller", e);
        }
    }

    private static void checkSize(String what, long size, long maxBytes) throws ModelRejectedException {
        if (size > maxBytes) {
            throw new ModelRejectedException(what + size + " bytes; expected at most " + maxBytes
                    + ", which bactrian.models.max-bytes allows");
        }
        if (size > Integer.MAX_VALUE) {
            throw new ModelRejectedException(what + size + " bytes; expected at most " + Integer.MAX_VALUE
                    + ", the most that one ONNX file holds");
        }
    }

    private static void checkDigest(ByteBuffer file, String sha256) throws ModelRejectedException {
        String found = sha256 == null ? null : Digest.of(file);
        if (sha256 != null && !sha256.equalsIgnoreCase(found)) {
            throw new ModelRejectedException("model.yaml: sha256 is " + sha256 + ", but model.onnx has " + found
                    + "; expected the file that the manifest was made for: copy it again");
        }
    }

    private static OnnxOutline outline(ByteBuffer file) throws ModelRejectedException {
        int end = ORT_FORMAT_AT + ORT_FORMAT.length;
        if (file.limit() >= end
                && file.slice(ORT_FORMAT_AT, ORT_FORMAT.length).equals(ByteBuffer.wrap(ORT_FORMAT))) {
            throw new ModelRejectedException(
                    "model.onnx is in ONNX Runtime's own format (.ort); expected ONNX: export it anew");
        }
        try {
            return OnnxOutline.read(file);
        } catch (OnnxFormatException e) {
            throw new ModelRejectedException("model.onnx cannot be loaded: " + Reasons.withRemedy(e));
        } catch (IOException e) {
            throw new ModelRejectedException("model.onnx cannot be read: " + Reasons.words(e));
        }
    }
}
