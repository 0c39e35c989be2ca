package io.bactrian.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * What an ONNX file consists of, without its weights.
 *
 * @param ports     names of the graph's inputs and outputs
 * @param operators all that nodes name, in the graph, its subgraphs and functions, with the name of the first such node
 * @param functions operators that the file itself defines
 * @param metadata  its metadata properties
 * @param externals tensors whose values lie in other files, in the order in which they end
 */
public record OnnxOutline(Set<String> ports, Map<Operator, String> operators, Set<Operator> functions,
        Map<String, String> metadata, List<ExternalTensor> externals) {

    /**
     * Reads a file's structure and skips its weights. The stream is not closed.
     *
     * @throws OnnxFormatException where what is in it is not what an ONNX file has
     */
    public static OnnxOutline read(InputStream in) throws IOException {
        return read(CodedInputStream.newInstance(in));
    }

    /** @throws OnnxFormatException where what is in it is not what an ONNX file has */
    public static OnnxOutline read(ByteBuffer file) throws IOException {
        return read(CodedInputStream.newInstance(file.duplicate()));
    }

    private static OnnxOutline read(CodedInputStream in) throws IOException {
        OnnxOutline outline = new OnnxOutline(new LinkedHashSet<>(), new LinkedHashMap<>(), new LinkedHashSet<>(),
                new LinkedHashMap<>(), new ArrayList<>());
        try {
            new ModelParser(in, outline).parse();
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxFormatException("Protobuf parsing failed: " + e.getMessage());
        }
        return outline;
    }

    /**
     * An operator as nodes name it.
     *
     * @param domain empty for ONNX's own, however the file writes that
     */
    public record Operator(String domain, String type) {
        private static final String STANDARD = "ai.onnx";

        public Operator {
            domain = domain.equals(STANDARD) ? "" : domain;
        }

        /** {@code com.example:Guess}. */
        @Override
        public String toString() {
            return domain.isEmpty() ? type : domain + ":" + type;
        }
    }
}
