package io.bactrian.model.manifest;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;

/** The dimensions, window and row of one input: what the graph leaves open is given by {@code shape}, or by window and features. */
final class InputForm {
    private final String place;
    private final ManifestDraft.In draft;
    private final Port port;
    private final boolean batched;
    private final Problems problems;

    InputForm(String place, ManifestDraft.In draft, Port port, boolean batched, Problems problems) {
        this.place = place;
        this.draft = draft;
        this.port = port;
        this.batched = batched;
        this.problems = problems;
    }

    /** Null where it is a problem. */
    Manifest.Input fit() {
        long[] dims = dims();
        if (dims == null) {
            return null;
        }
        long elements = elements(dims);
        if (elements < 1 || elements > ManifestReader.MOST_ELEMENTS) {
            problems.add(
                    place + ": the graph's '" + port.name() + "' takes " + Signature.shown(dims) + " a message; expected 1 to "
                            + ManifestReader.MOST_ELEMENTS + " elements");
            return null;
        }
        int window = window(dims);
        return fits(dims, elements, window)
                ? new Manifest.Input(port.name(), port.datatype(), dims, batched, window,
                        draft.features() == null ? List.of() : draft.features())
                : null;
    }

    private long[] dims() {
        long[] graph = port.shape().clone();
        if (batched) {
            graph = Arrays.copyOfRange(graph, 1, graph.length);
        } else if (graph.length > 0 && graph[0] == Signature.OPEN) {
            graph[0] = 1;
        }
        if (draft.shape() != null) {
            return shaped(graph);
        }
        fillOpen(graph);
        if (Arrays.stream(graph).anyMatch(dim -> dim == Signature.OPEN)) {
            problems.add(place + ".shape is missing: the graph's input " + port.described()
                    + " leaves more open than a batch; expected one message's dimensions, or window and features that say them");
            return null;
        }
        return graph;
    }

    private long[] shaped(long[] graph) {
        long[] given = draft.shape();
        long[] full = !batched && given.length == graph.length - 1 ? withFront(graph[0], given) : given;
        boolean fits = full.length == graph.length;
        for (int i = 0; fits && i < full.length; i++) {
            fits = graph[i] == Signature.OPEN || graph[i] == full[i];
        }
        if (!fits) {
            problems.add(place + ".shape is " + Arrays.toString(given) + ", but a message of the graph's input "
                    + port.described() + " is " + Signature.shown(graph));
        }
        return fits ? full : null;
    }

    static long[] withFront(long front, long[] rest) {
        long[] all = new long[rest.length + 1];
        all[0] = front;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    /** [row], [window × row] or [window, row]. */
    private void fillOpen(long[] graph) {
        int front = ones(graph);
        Integer width = draft.features() == null ? null : draft.features().size();
        if (graph.length - front == 1 && graph[front] == Signature.OPEN && width != null) {
            graph[front] = (long) width * (draft.window() == null ? 1 : draft.window());
        }
        if (graph.length - front == 2) {
            if (graph[front] == Signature.OPEN && draft.window() != null) {
                graph[front] = draft.window();
            }
            if (graph[front + 1] == Signature.OPEN && width != null) {
                graph[front + 1] = width;
            }
        }
    }

    private int window(long[] dims) {
        int front = ones(dims);
        if (draft.window() != null) {
            return draft.window();
        }
        boolean rows = draft.features() != null && dims.length - front == 2 && dims[front + 1] == draft.features().size();
        return rows ? (int) dims[front] : 1;
    }

    private boolean fits(long[] dims, long elements, int window) {
        int front = ones(dims);
        String takes = "the graph's '" + port.name() + "' takes " + elements + " elements a message, " + Arrays.toString(dims);
        if (port.datatype() == Datatype.BYTES && window > 1) {
            problems.add(place + ".window is " + window + ", but '" + port.name() + "' takes texts; expected 1");
        } else if (window > 1 && dims.length - front > 1 && dims[front] != window) {
            problems.add(place + ".window is " + window + ", but " + takes + "; expected the rows of history in front");
        } else if (draft.features() != null && (long) draft.features().size() * window != elements) {
            problems.add(place + ".features has " + draft.features().size() + " values a row, " + window + " rows make "
                    + (long) draft.features().size() * window + ", but " + takes);
        } else if (elements % window != 0) {
            problems.add(place + ".window is " + window + ", but " + takes + "; expected a whole number of values a row");
        } else {
            return true;
        }
        return false;
    }

    /** How many dimensions in front are no more than a batch of one. */
    private int ones(long[] dims) {
        return !batched && dims.length > 1 && dims[0] == 1 ? 1 : 0;
    }

    private static long elements(long[] dims) {
        long product = 1;
        for (long dim : dims) {
            product = Math.min(product * Math.min(dim, Integer.MAX_VALUE), Integer.MAX_VALUE);
        }
        return product;
    }
}
