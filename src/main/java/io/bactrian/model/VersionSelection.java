package io.bactrian.model;

/**
 * Which versions see a message.
 *
 * @param serving   the one that answers
 * @param candidate the one that runs beside it and does not answer, or null
 * @param sameForm  whether the candidate takes the very input that the serving one takes
 */
public record VersionSelection(Manifest serving, Manifest candidate, boolean sameForm) {
    public VersionSelection(Manifest serving, Manifest candidate) {
        this(serving, candidate, candidate != null && candidate.sameForm(serving));
    }
}
