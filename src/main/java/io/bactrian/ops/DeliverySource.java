package io.bactrian.ops;

/** Where orders of versions come from. */
enum DeliverySource {
    /** Nowhere: versions are put into the folder of models by others. */
    NONE,
    /** ConfigMaps of the cluster. */
    KUBERNETES
}
