package io.bactrian.kube;

import java.util.Map;

/**
 * A ConfigMap that orders a version of a model, as the cluster has it.
 *
 * @param model  the label that makes it an order
 * @param data   texts by key
 * @param binary base64 by key
 */
record OrderObject(String namespace, String name, long revision, String model, Map<String, String> data,
        Map<String, String> binary) implements ClusterObject {
    OrderObject {
        data = Map.copyOf(data);
        binary = Map.copyOf(binary);
    }

    @Override
    public boolean sameContent(ClusterObject other) {
        return other instanceof OrderObject order && equals(
                new OrderObject(order.namespace, order.name, revision, order.model, order.data, order.binary));
    }
}
