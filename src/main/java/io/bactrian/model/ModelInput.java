package io.bactrian.model;

import java.nio.ByteBuffer;
import java.util.List;

import io.bactrian.trace.TraceContext;

/** One message on its way into a model. */
public interface ModelInput {
    /** The version it is for. */
    Manifest model();

    /** The key whose answers keep their order: the device; null where there is no order to keep. */
    String orderKey();

    /**
     * All inputs' elements, row-major, one input after the other; null when there is nothing to infer yet, or where
     * {@link #bytes} has them. Not changed afterwards.
     */
    double[] data();

    /**
     * The elements of the manifest's input at that place, row-major, as they are to be in memory (little-endian, as every
     * platform is that ONNX Runtime has a library for); null where {@link #data()} has them, and for strings. The caller moves
     * no position of it.
     */
    default ByteBuffer bytes(int input) {
        return null;
    }

    /** The picture as it was sent, for a model that takes pictures; null for all others. Not changed afterwards. */
    default byte[] picture() {
        return null;
    }

    /** Whether there is something to infer. */
    default boolean hasData() {
        return data() != null || picture() != null;
    }

    /** The message itself, where this is only how it goes into a model. */
    default ModelInput message() {
        return this;
    }

    /** {@link System#nanoTime()} after which it is not to be run any more; {@link Long#MAX_VALUE} for never. */
    default long deadline() {
        return Long.MAX_VALUE;
    }

    /** Whether nobody waits for the answer any more, so that it is not to be run. Any thread; never waits. */
    default boolean cancelled() {
        return false;
    }

    /** Where the model has inputs of strings: their elements at the places they have in {@link #data()}, else null. */
    default String[] texts() {
        return null;
    }

    /** How many of the message's own values were missing and are filled in. */
    default int filled() {
        return 0;
    }

    /** Channels whose values are not in the range that the device directory states. */
    default List<String> outOfRange() {
        return List.of();
    }

    /** Where it stands in a trace; null for none. */
    default TraceContext trace() {
        return null;
    }

    /** This message in the form that a version takes which is being tried out, or null; it has data. */
    default ModelInput candidate() {
        return null;
    }

    /** What a model takes, of a message whose answer nobody waits for. */
    record Data(Manifest model, double[] data, String[] texts, byte[] picture) implements ModelInput {
        public Data(Manifest model, double[] data, String[] texts) {
            this(model, data, texts, null);
        }

        @Override
        public String orderKey() {
            return "";
        }
    }

    /** A message whose picture has become elements. */
    record Prepared(ModelInput message, ByteBuffer elements) implements ModelInput {
        @Override
        public Manifest model() {
            return message.model();
        }

        @Override
        public String orderKey() {
            return message.orderKey();
        }

        @Override
        public double[] data() {
            return null;
        }

        @Override
        public ByteBuffer bytes(int input) {
            return elements;
        }

        @Override
        public boolean hasData() {
            return true;
        }

        @Override
        public ModelInput candidate() {
            return message.candidate();
        }
    }
}
