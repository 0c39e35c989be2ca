package io.bactrian.cloud.pool;

/**
 * @param maxBytes         the most that the files of a version may have
 * @param capacity         the most that all archives, and what is on its way, may have
 * @param minFree          bytes that stay free on the disk
 * @param approvalRequired whether a version is deployed only once it is approved
 */
public record PoolSettings(long maxBytes, long capacity, long minFree, boolean approvalRequired) {
}
