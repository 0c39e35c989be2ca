package io.bactrian.rollout;

import java.util.List;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;

/**
 * An operator's requests on the models. Any thread. Those that only read never wait, and what they return is a second old
 * at most; all others return once the decision is made and stored, which takes as long as a version's checks.
 */
public interface ModelControl {
    /** All models of the folder, by name, with all versions that are known. */
    List<ModelStatus> status();

    /** @throws ModelConflictException when there is no model of that name */
    ModelStatus status(String model) throws ModelConflictException;

    /**
     * The latest events of a model, oldest first, also those before a restart.
     *
     * @throws ModelConflictException when there is no model of that name
     */
    List<ModelEvent> history(String model) throws ModelConflictException;

    /**
     * The versions of a model that are in memory, highest first.
     *
     * @throws ModelConflictException when there is no model of that name
     */
    List<LoadedVersion> inMemory(String model) throws ModelConflictException;

    /**
     * The files of a version that is complete.
     *
     * @throws ModelConflictException when there is no such model, or no complete version of that number in its folder
     */
    VersionFiles files(String model, int version) throws ModelConflictException;

    /** Takes the model, which was unloaded, into service again; a model in service takes its next step immediately. */
    void load(String model) throws ModelConflictException;

    /** Takes the model out of service until it is loaded again; its messages are held. */
    void unload(String model) throws ModelConflictException;

    /** Puts a version in service on probation, whatever the gate says. */
    void promote(String model, int version) throws ModelConflictException;

    /**
     * Rolls back a candidate, or the version in service, after which the previous one serves. It is not tried
     * again by itself.
     */
    void rollBack(String model, int version) throws ModelConflictException;

    /** Runs a version in the shadow, from the beginning, also one that failed the gate or was rolled back. */
    void shadow(String model, int version) throws ModelConflictException;
}
