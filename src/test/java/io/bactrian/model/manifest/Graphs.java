package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.model.Datatype;
import io.bactrian.model.manifest.Signature.Port;

/** Signatures for tests, put together port by port; -1 is a dimension left open. */
final class Graphs {
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new HashMap<>();

    /** [batch, 30, 8] in; score FP32 [batch] and anomaly INT64 [batch] out. */
    static Graphs pump() {
        return new Graphs().in("input", Datatype.FP32, -1, 30, 8).out("score", Datatype.FP32, -1).out("anomaly", Datatype.INT64,
                -1);
    }

    Graphs in(String name, Datatype datatype, long... shape) {
        inputs.add(new Port(name, datatype, shape));
        return this;
    }

    Graphs out(String name, Datatype datatype, long... shape) {
        outputs.add(new Port(name, datatype, shape));
        return this;
    }

    Graphs meta(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    Signature signature() {
        return new Signature(inputs, outputs, metadata);
    }
}
