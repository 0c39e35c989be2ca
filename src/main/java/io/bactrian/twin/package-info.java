/** Answers as values of KubeEdge's device twins and DeviceStatus: few, when they change, confirmed. Knows nothing of Camel. */
package io.bactrian.twin;
