package io.bactrian.model;

/** Runs versions. One thread calls, messages run on others; none of these waits for a message but {@link #load}, which takes its time. */
public interface ModelEngine {
    /**
     * Reads a version and checks it: digest, ONNX, manifest against graph, golden inputs, warm-up, latency.
     *
     * @throws ModelRejectedException when it may not answer
     */
    LoadedVersion load(VersionFiles files) throws ModelRejectedException;

    /** From now on messages may be for it. */
    void admit(LoadedVersion loaded);

    /**
     * What {@code version} cannot process, or answers with a number that is not finite, is answered by {@code fallback}; null
     * ends that. Both are admitted and have the same form.
     */
    void fallBack(LoadedVersion version, LoadedVersion fallback);

    /** No new message is for it; it is closed when its last batch is through. */
    void retire(LoadedVersion loaded);

    /**
     * Runs an admitted version on the messages' {@link ModelInput#candidate() candidates}, beside the answers and never before them.
     *
     * @param share of the batches, above 0, at most 1
     * @param into  gets every comparison, on the engine's thread
     */
    void shadow(LoadedVersion candidate, double share, Comparison into);

    /** Ends what {@link #shadow} began. */
    void endShadow(LoadedVersion candidate);
}
