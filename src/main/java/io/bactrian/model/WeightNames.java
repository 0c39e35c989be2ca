package io.bactrian.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.LinkedHashSet;
import java.util.Set;

import io.bactrian.onnx.ExternalTensor;
import io.bactrian.onnx.OnnxFormatException;
import io.bactrian.onnx.OnnxOutline;

/** Which files an ONNX file names for its weights. */
final class WeightNames {
    private WeightNames() {
    }

    /**
     * As they are written; none where the file is no ONNX file, which is reported when it is loaded.
     *
     * @return null where it cannot be read for now
     */
    static Set<String> of(FileFingerprint onnx) {
        try (InputStream in = Channels.newInputStream(ResolvedFile.open(onnx.real()))) {
            Set<String> locations = new LinkedHashSet<>();
            for (ExternalTensor tensor : OnnxOutline.read(in).externals()) {
                locations.add(tensor.location() == null ? "" : tensor.location());
            }
            return locations;
        } catch (OnnxFormatException e) {
            return Set.of();
        } catch (IOException e) {
            return null;
        }
    }
}
