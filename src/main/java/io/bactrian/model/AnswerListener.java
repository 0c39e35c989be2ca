package io.bactrian.model;

/**
 * Is shown every message that a model was asked about, by whatever way it came. Called on the thread that runs the model: must not wait,
 * and must not throw.
 */
public interface AnswerListener {
    AnswerListener NONE = new AnswerListener() {
        @Override
        public void answered(ModelOutput output, long nanos) {
        }

        @Override
        public void warming(Manifest model) {
        }

        @Override
        public void failed(Manifest model) {
        }
    };

    /**
     * A message was answered.
     *
     * @param nanos from when it was queued until it is answered
     */
    void answered(ModelOutput output, long nanos);

    /** A message's window is not full yet. */
    void warming(Manifest model);

    /** A message has no answer: the version could not process it, or it came too late. */
    void failed(Manifest model);
}
