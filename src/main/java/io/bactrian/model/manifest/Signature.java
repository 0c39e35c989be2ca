package io.bactrian.model.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;

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
        /** {@code 'input' [?, 30, 8]}. */
        String described() {
            return "'" + name + "' " + shown(shape);
        }

        private boolean open() {
            return shape.length > 0 && shape[0] == OPEN;
        }
    }

    /** Why the graph takes no batch of any size, or null where one is in front of every input and every output. */
    String unbatched() {
        for (Port input : inputs) {
            if (!input.open()) {
                return "the graph leaves no batch open in front of its input " + input.described();
            }
        }
        for (Port output : outputs) {
            if (output.datatype() != null && output.shape().length > 0 && !output.open()) {
                return "the graph gives no batch in front of its output " + output.described();
            }
        }
        return null;
    }

    /** The outputs of these names, in their order. */
    List<Manifest.Output> described(List<String> names) {
        return names.stream().flatMap(name -> outputs.stream().filter(port -> port.name().equals(name)).limit(1))
                .map(port -> new Manifest.Output(port.name(), port.datatype(), port.shape())).toList();
    }

    /** {@code [?, 30, 8]}. */
    static String shown(long[] shape) {
        return Arrays.stream(shape).mapToObj(dim -> dim == OPEN ? "?" : Long.toString(dim)).toList().toString();
    }
}
