package io.bactrian.rollout;

import java.util.List;

/**
 * What a person may ask of the models. Any thread. The two that ask for a status never wait, and what they give is a second old
 * at most; all others return once the decision is made and written down, which takes as long as a version's checks.
 */
public interface ModelControl {
    /** All models of the folder, by name, with all versions that are known. */
    List<ModelStatus> status();

    /** @throws ModelConflictException when there is no model of that name */
    ModelStatus status(String model) throws ModelConflictException;

    /** Takes the model, which was unloaded, into service again; of a model in service, does at once what its next step is. */
    void load(String model) throws ModelConflictException;

    /** Takes the model out of service until it is loaded again; its messages are held. */
    void unload(String model) throws ModelConflictException;

    /** Puts a version in service whatever the gate says, on probation. */
    void promote(String model, int version) throws ModelConflictException;

    /**
     * Takes a version that is on its way into service, or in service, back; of the latter, the one before serves. It is not tried
     * again by itself.
     */
    void rollBack(String model, int version) throws ModelConflictException;

    /** Tries a version in the shadow, from the beginning, also one that was refused by the gate or rolled back. */
    void shadow(String model, int version) throws ModelConflictException;
}
