package io.bactrian.kube;

import java.util.Map;

import io.bactrian.enrich.ValueRange;

/**
 * A KubeEdge DeviceModel.
 *
 * @param ranges what it says of values, by property
 */
record ModelObject(String namespace, String name, long revision, Map<String, ValueRange> ranges, Entry entry)
        implements
            ClusterObject {
    ModelObject {
        ranges = Map.copyOf(ranges);
    }

    @Override
    public boolean sameContent(ClusterObject other) {
        return other instanceof ModelObject model
                && equals(new ModelObject(model.namespace, model.name, revision, model.ranges, model.entry));
    }
}
