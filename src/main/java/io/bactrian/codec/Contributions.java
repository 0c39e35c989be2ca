package io.bactrian.codec;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** Writes {@code "why":[…]}: the channels with the largest contributions, each with its share of the sum of all magnitudes. */
public final class Contributions {
    private static final double DIGITS = 1e4;

    private Contributions() {
    }

    /** Nothing where the manifest does not ask for it. */
    static void write(JsonGenerator generator, ModelOutput output) throws IOException {
        Manifest.Why why = output.model().why();
        ModelOutput.Tensor tensor = why == null ? null : output.output(why.output());
        write(generator, why, tensor == null ? null : tensor.values());
    }

    /**
     * Nothing where contributions are all 0, not finite, or not one a channel.
     *
     * @param why    what the manifest says of them, or null
     * @param values one a channel, or null
     */
    public static void write(JsonGenerator generator, Manifest.Why why, double[] values) throws IOException {
        if (why == null || values == null || values.length != why.names().size()) {
            return;
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.abs(value);
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            return;
        }
        generator.writeArrayFieldStart("why");
        double least = Double.POSITIVE_INFINITY;
        int before = -1;
        for (int rank = 0; rank < Math.min(why.channels(), values.length); rank++) {
            before = next(values, least, before);
            least = Math.abs(values[before]);
            if (least == 0) {
                break;
            }
            generator.writeStartObject();
            generator.writeStringField("channel", why.names().get(before));
            generator.writeNumberField("share", Math.rint(values[before] / sum * DIGITS) / DIGITS);
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }

    /** The place that follows by magnitude, of equal ones by order. */
    private static int next(double[] values, double least, int before) {
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            double size = Math.abs(values[i]);
            boolean isLeft = size < least || size == least && i > before;
            if (isLeft && (best < 0 || size > Math.abs(values[best]))) {
                best = i;
            }
        }
        return best;
    }
}
