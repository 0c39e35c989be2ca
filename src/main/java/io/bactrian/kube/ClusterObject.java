package io.bactrian.kube;

/** An object of the cluster, as far as it is needed. */
interface ClusterObject {
    String namespace();

    String name();

    /** Its {@code resourceVersion}, which grows with each change of the object. */
    long revision();

    /** Whether both say the same, whatever their revisions. */
    boolean sameContent(ClusterObject other);

    /** {@code namespace/name}. */
    default String key() {
        return namespace() + "/" + name();
    }
}
