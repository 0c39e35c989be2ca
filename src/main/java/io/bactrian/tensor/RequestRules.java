package io.bactrian.tensor;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.bactrian.model.Datatype;
import io.bactrian.text.Excerpt;

/** What a request may say, in whatever form it comes. Any thread. */
public final class RequestRules {
    static final int MOST_DIMENSIONS = 32;

    private static final int LONGEST_ID = 256;
    private static final int MOST_TENSORS = 1024;
    private static final Set<String> STATEFUL = Set.of("sequence_id", "sequence_start", "sequence_end");
    private static final String DATATYPES = Stream.of(Datatype.values()).map(Datatype::name).collect(Collectors.joining(", "));

    private RequestRules() {
    }

    /** @throws InvalidRequest where it is too long */
    public static String id(String said) {
        if (said.length() > LONGEST_ID) {
            throw new InvalidRequest("id has " + said.length() + " characters; expected at most " + LONGEST_ID);
        }
        return said;
    }

    /**
     * @param count how many there are
     * @throws InvalidRequest where they are too many
     */
    public static void tensors(String place, int count) {
        if (count > MOST_TENSORS) {
            throw new InvalidRequest(place + " has more than " + MOST_TENSORS + " tensors");
        }
    }

    /** @throws InvalidRequest where they are too many */
    public static void dimensions(String place, int count) {
        if (count > MOST_DIMENSIONS) {
            throw new InvalidRequest(place + " has more than " + MOST_DIMENSIONS + " dimensions");
        }
    }

    /** @throws InvalidRequest where there is none of that name */
    public static Datatype datatype(String said, String where) {
        try {
            return Datatype.valueOf(said);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(where + ".datatype is " + Excerpt.quoted(said) + "; expected one of " + DATATYPES);
        }
    }

    /** @throws InvalidRequest for a parameter of the request that would change the response, and is not known here */
    public static void requestParameter(String name, String place) {
        if (STATEFUL.contains(name)) {
            throw new InvalidRequest(place + " is not supported: no request knows of another here");
        }
    }

    /** @throws InvalidRequest for a parameter of an input whose data is elsewhere */
    public static void inputParameter(String name, String place) {
        if (name.startsWith("shared_memory")) {
            throw new InvalidRequest(place + " is not supported; expected data in the request");
        }
    }

    /** @throws InvalidRequest for a parameter of an output that would be given in another form */
    public static void outputParameter(String name, String place) {
        if (name.equals("classification") || name.startsWith("shared_memory")) {
            throw new InvalidRequest(place + " is not supported; the output is given in the response, as it is");
        }
    }
}
