package io.bactrian.model;

import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says of itself.
 *
 * @param inputs   the graph's inputs, in its order
 * @param outputs  the graph's outputs, in its order
 * @param metadata its metadata properties
 */
public record Signature(List<Port> inputs, List<Port> outputs, Map<String, String> metadata) {
    /** The size of a dimension that the graph leaves open. */
    public static final long OPEN = -1;

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }

    /**
     * One input or output.
     *
     * @param datatype null where it is no tensor (a sequence or map), or of a type that cannot be read
     * @param shape    its dimensions, {@link #OPEN} where left open; not copied
     */
    public record Port(String name, Datatype datatype, long[] shape) {
    }
}
