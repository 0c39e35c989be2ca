package io.bactrian.model;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Signature.Port;

/**
 * Whether a graph takes a batch of any size in front of every input and gives one in front of every output.
 *
 * @param whyNot names what stands against it; null where it does
 */
record Batched(String whyNot) {
    boolean yes() {
        return whyNot == null;
    }

    static Batched of(Signature graph) {
        for (Port input : graph.inputs()) {
            if (input.shape().length == 0 || input.shape()[0] != Signature.OPEN) {
                return new Batched("the graph leaves no batch open in front of its input " + described(input));
            }
        }
        for (Port output : graph.outputs()) {
            if (output.datatype() != null && output.shape().length > 0 && output.shape()[0] != Signature.OPEN) {
                return new Batched("the graph gives no batch in front of its output " + described(output));
            }
        }
        return new Batched(null);
    }

    static String described(Port port) {
        return "'" + port.name() + "' " + shown(port.shape());
    }

    /** {@code [?, 30, 8]}. */
    static String shown(long[] shape) {
        List<String> dims = Arrays.stream(shape).mapToObj(dim -> dim == Signature.OPEN ? "?" : Long.toString(dim)).toList();
        return dims.toString();
    }
}
