package io.bactrian.delivery.remote;

/**
 * What a reference names now.
 *
 * @param reference that names the same for good
 * @param version   as the store says; 0 where it says none
 * @param remedy    how a version is given there
 */
public record Resolved(Reference reference, int version, String remedy) {
}
