package io.bactrian.kube;

/** KubeEdge's objects as JSON. */
public final class Devices {
    private Devices() {
    }

    public static String device(String name, String node, String annotations) {
        return device("default", name, node, annotations);
    }

    /** @param annotations fields of a JSON object, with {@code '} for quotes */
    public static String device(String namespace, String name, String node, String annotations) {
        return """
               {'apiVersion': 'devices.kubeedge.io/v1beta1', 'kind': 'Device',
                'metadata': {'namespace': '%s', 'name': '%s', 'uid': 'u-%s', 'annotations': {%s}},
                'spec': {'deviceModelRef': {'name': 'pump'}, 'nodeName': '%s', 'protocol': {'protocolName': 'mqtt'},
                         'properties': [{'name': 'rpm', 'visitors': {'protocolName': 'mqtt', 'configData': {'any': [1, {}]}}}]}}
               """.formatted(namespace, name, name, annotations, node).replace('\'', '"');
    }

    /** @param properties elements of a JSON array, with {@code '} for quotes */
    public static String model(String name, String annotations, String properties) {
        return """
               {'apiVersion': 'devices.kubeedge.io/v1beta1', 'kind': 'DeviceModel',
                'metadata': {'namespace': 'default', 'name': '%s', 'annotations': {%s}},
                'spec': {'protocol': 'mqtt', 'properties': [%s]}}
               """.formatted(name, annotations, properties).replace('\'', '"');
    }
}
