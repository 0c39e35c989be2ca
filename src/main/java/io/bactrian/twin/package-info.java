/** Answers as values of KubeEdge's device twins: few, when they change, confirmed. Knows nothing of Camel. */
package io.bactrian.twin;
