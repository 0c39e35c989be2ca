/** The Open Inference Protocol over gRPC: calls become exchanges of the routes, and their bodies the protocol's messages. */
package io.bactrian.grpc;
