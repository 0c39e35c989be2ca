package io.bactrian.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** ConfigMaps that order versions, as JSON. */
public final class Orders {
    private Orders() {
    }

    /** @param keysAndValues of its data, in turn */
    public static String order(String name, String model, String... keysAndValues) {
        return object(name, model, keysAndValues).toString();
    }

    static ObjectNode object(String name, String model, String... keysAndValues) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = object.putObject("metadata").put("namespace", "bactrian").put("name", name);
        if (model != null) {
            metadata.putObject("labels").put("bactrian.io/model", model);
        }
        ObjectNode data = object.putObject("data");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            data.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** With a file of its binaryData. */
    public static String inline(String name, String model, String base64, String... keysAndValues) {
        ObjectNode object = object(name, model, keysAndValues);
        object.putObject("binaryData").put("model.onnx", base64);
        return object.toString();
    }
}
