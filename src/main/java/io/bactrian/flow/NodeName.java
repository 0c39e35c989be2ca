package io.bactrian.flow;

/** What this edge node is called wherever it is named: in the cluster, in announcements, statistics and reports. */
public record NodeName(String text) {
}
