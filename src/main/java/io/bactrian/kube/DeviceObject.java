package io.bactrian.kube;

/**
 * A KubeEdge Device.
 *
 * @param node        the node it is attached to
 * @param deviceModel the name of its DeviceModel, in its own namespace; null for none
 */
record DeviceObject(String namespace, String name, long revision, String node, String deviceModel, Entry entry)
        implements
            ClusterObject {
    @Override
    public boolean sameContent(ClusterObject other) {
        return other instanceof DeviceObject device && equals(new DeviceObject(device.namespace, device.name, revision,
                device.node, device.deviceModel, device.entry));
    }

    /** {@code namespace/name} of its DeviceModel, or null. */
    String modelKey() {
        return deviceModel == null ? null : namespace + "/" + deviceModel;
    }
}
