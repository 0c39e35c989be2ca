package io.bactrian.rollout;

import java.util.List;

/** What a person may ask of the models. Any thread; returns once the decision is made and written down. */
public interface ModelControl {
    /** All models of the folder, by name, with all versions that are known. */
    List<ModelStatus> status();

    /** @throws NotPossible when there is no model of that name */
    ModelStatus status(String model) throws NotPossible;

    /** Takes the model, which was unloaded, into service again; of a model in service, looks for new versions at once. */
    void load(String model) throws NotPossible;

    /** Takes the model out of service until it is loaded again; its messages are held. */
    void unload(String model) throws NotPossible;

    /** Puts a version in service whatever the gate says, and watches it. */
    void promote(String model, int version) throws NotPossible;

    /** Takes a version that is in service, or on its way there, back; the one before serves. It is not tried again. */
    void rollBack(String model, int version) throws NotPossible;

    /** Tries a version in the shadow, from the beginning, also one that was refused by the gate or rolled back. */
    void shadow(String model, int version) throws NotPossible;
}
