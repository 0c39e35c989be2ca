package io.bactrian.activity;

/**
 * How much of a device's history is wanted.
 *
 * @param points     answers at most, the newest
 * @param fromAnswer those after so many
 * @param channels   whether the channels too
 * @param fromRow    those after so many
 */
record Extent(int points, long fromAnswer, boolean channels, long fromRow) {
}
