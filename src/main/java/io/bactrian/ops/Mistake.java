package io.bactrian.ops;

/**
 * Something that a start would find wrong, or that the service would then lack.
 *
 * @param part     where it is
 * @param thing    the key, file or version
 * @param value    what it has; null where the text says it, or it may not be said
 * @param expected what it should have; null where the text says it
 * @param text     all of it, with the remedy, in a sentence or two
 * @param missing  whether the service starts all the same, and goes on by itself once it is there
 */
public record Mistake(Part part, String thing, String value, String expected, String text, boolean missing) {
    /** What is checked. */
    public enum Part {
        CONFIGURATION, FOLDERS, ROUTES, DEVICES, MODELS
    }

    Mistake(Part part, String thing, String value, String expected, String text) {
        this(part, thing, value, expected, text, false);
    }

    static Mistake of(Part part, String thing, String text) {
        return new Mistake(part, thing, null, null, text, false);
    }

    static Mistake missing(Part part, String thing, String text) {
        return new Mistake(part, thing, null, null, text, true);
    }
}
