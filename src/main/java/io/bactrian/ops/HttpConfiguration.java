package io.bactrian.ops;

import java.time.Duration;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** Keys of the server for HTTP and gRPC. */
interface HttpConfiguration {
    /**
     * whether clients show a certificate where <a href="operations.md#tls-for-http-and-grpc">TLS</a> is on: {@code none},
     * {@code request}, or {@code required}: without one that {@code quarkus.tls.trust-store…} trusts no connection is made
     */
    @WithDefault("none")
    ClientCertificates clientCertificates();

    /**
     * how many requests a second a client may send, on average, and as many at once; more get 429, over gRPC
     * {@code RESOURCE_EXHAUSTED}; {@code 0} for no limit. Clients with a right token are told apart by it, others by their address
     */
    @WithDefault("0")
    @Range(least = "0", most = "1000000")
    int requestsPerSecond();

    /**
     * how long a request may take to come, from its first byte, over HTTP/2 from its head, to its last; then its connection, or over
     * HTTP/2 its stream, ends. The streams of the <a href="kubernetes.md#a-mapper-that-streams">detector</a> alone are not held to it
     */
    @WithDefault("10s")
    @Range(least = "100ms", most = "10m")
    Duration requestTimeout();
}
