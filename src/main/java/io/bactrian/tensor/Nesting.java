package io.bactrian.tensor;

import java.io.IOException;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads {@code data}: one flat array, or arrays in arrays exactly as the shape is. */
final class Nesting {
    private final String name;
    private final long[] shape;
    private final int elements;
    private final ElementSink sink;
    private boolean nested;

    Nesting(String name, long[] shape, int elements, ElementSink sink) {
        this.name = name;
        this.shape = shape;
        this.elements = elements;
        this.sink = sink;
    }

    /** @param parser at the array's start; afterwards at its end */
    void read(JsonParser parser) throws IOException {
        array(parser, 0);
        if (sink.count() != elements) {
            throw wrong("has " + sink.count() + " elements");
        }
    }

    private void array(JsonParser parser, int depth) throws IOException {
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                nested |= depth == 0 && count == 0;
                if (!nested || depth + 1 >= shape.length) {
                    throw wrong("is nested deeper, or in part only");
                }
                array(parser, depth + 1);
            } else if (nested && depth != shape.length - 1) {
                throw wrong("is nested in part only");
            } else if (sink.count() == elements) {
                throw wrong("has more than " + elements + " elements");
            } else {
                sink.add(parser);
            }
            count++;
        }
        if (nested && count != shape[depth]) {
            throw wrong("has " + count + " at dimension " + depth);
        }
    }

    private InvalidRequest wrong(String found) {
        return new InvalidRequest("the data of input '" + name + "' " + found + ", but its shape is " + Arrays.toString(shape)
                + "; expected all " + elements + " elements in one array, or arrays nested as the shape is");
    }
}
