package io.bactrian.tensor;

import java.util.Arrays;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;

/** Dimensions and how much they hold. Any thread. */
public final class Shapes {
    private Shapes() {
    }

    /** @throws InvalidRequest where a dimension is below 0, or the product is beyond what can be counted */
    public static long elements(String name, long[] shape) {
        long product = 1;
        boolean empty = false;
        for (long dim : shape) {
            if (dim < 0) {
                throw new InvalidRequest("input '" + name + "' has the shape " + Arrays.toString(shape)
                        + "; expected dimensions of 0 or more: say the whole batch");
            }
            empty |= dim == 0;
        }
        for (long dim : shape) {
            try {
                product = empty ? 0 : Math.multiplyExact(product, dim);
            } catch (ArithmeticException e) {
                throw new InvalidRequest("input '" + name + "' has the shape " + Arrays.toString(shape)
                        + ", more elements than can be counted");
            }
        }
        return product;
    }

    /** @throws InvalidRequest where that is beyond what can be counted */
    static long bytes(String name, Datatype datatype, long elements) {
        try {
            return Math.multiplyExact(elements, Elements.bytes(datatype));
        } catch (ArithmeticException e) {
            throw new InvalidRequest("input '" + name + "' has " + elements + " elements of " + datatype
                    + ", more bytes than can be counted");
        }
    }
}
