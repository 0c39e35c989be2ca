package io.bactrian.picture;

/** A picture that is not read; the message says what it is, what was expected, and what to do. */
public final class PictureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean tooLarge;

    private PictureException(String message, boolean tooLarge) {
        super(message, null, false, false);
        this.tooLarge = tooLarge;
    }

    static PictureException refused(String message) {
        return new PictureException(message, false);
    }

    static PictureException tooLarge(String message) {
        return new PictureException(message, true);
    }

    /** Whether a smaller picture would be read. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
