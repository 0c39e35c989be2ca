package io.bactrian.model;

/**
 * Which versions see a message.
 *
 * @param serving   the one that answers
 * @param candidate the one that runs beside it and does not answer, or null
 */
public record Choice(Manifest serving, Manifest candidate) {
}
