package io.bactrian.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a model wants and what its answers mean, read from {@code models/<name>/<version>/model.yaml}.
 *
 * @param name    the folder's name
 * @param version the version folder's name, a whole number
 * @param file    the ONNX file beside the manifest
 * @param outputs the graph's outputs that are read, in the order they are answered
 */
public record Manifest(String name, String version, Path file, Input input, List<String> outputs, Answer answer, Batch batch) {
    public Manifest {
        outputs = List.copyOf(outputs);
    }

    /**
     * One input tensor, {@code [batch, channels]}, or {@code [batch, window, channels]} where the window is longer than one row.
     *
     * @param name     the graph's input
     * @param datatype its element type; FP32
     * @param window   rows of a device's history an answer is made from; 1 means the message alone
     * @param channels the channels of a row, in order
     */
    public record Input(String name, Datatype datatype, int window, List<String> channels) {
        public Input {
            channels = List.copyOf(channels);
        }

        /** Elements of one message's input. */
        public int elements() {
            return window * channels.size();
        }

        /** The tensor's shape for {@code batch} messages. */
        public long[] shape(int batch) {
            return window == 1 ? new long[]{batch, channels.size()} : new long[]{batch, window, channels.size()};
        }
    }

    /**
     * What becomes "score" and "label" in an answer; each may be null.
     *
     * @param score  the output whose value is the score; of several values the largest
     * @param label  the output that picks the label: by its value, or of several values by the place of the largest
     * @param labels the labels to pick from
     */
    public record Answer(String score, String label, List<String> labels) {
        public Answer {
            labels = List.copyOf(labels);
        }
    }

    /**
     * How requests are put together.
     *
     * @param size    the most messages in one run of the model
     * @param delay   how long a batch that is not full is waited for
     * @param threads threads that run the model; a device stays on one of them
     * @param queue   the most messages waiting
     */
    public record Batch(int size, Duration delay, int threads, int queue) {
    }
}
