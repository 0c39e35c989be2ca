package io.bactrian.train;

/** No model could be fitted or written; the message names what was found, what was expected and the remedy. */
public final class TrainingException extends RuntimeException {
    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @throws TrainingException where the value of an option is not valid */
    public static void unless(boolean valid, String option, Object value, String expected) {
        if (!valid) {
            throw new TrainingException("%s is %s, expected %s".formatted(option, value, expected));
        }
    }
}
