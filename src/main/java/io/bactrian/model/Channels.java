package io.bactrian.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that one message brings, over all inputs; texts are none.
 *
 * @param names  what they are called; {@code features[3]} where an input is filled by position
 * @param places where they are in {@link ModelInput#data()}; not copied
 */
public record Channels(List<String> names, int[] places) {
    /** So many channels of a model are compared with its reference. */
    public static final int MOST_COMPARED = 64;
    /** What the score is called beside them. */
    public static final String SCORE = "outputs.score";
    /** What the largest probability is called beside them. */
    public static final String CONFIDENCE = "outputs.confidence";

    public Channels {
        names = List.copyOf(names);
    }

    /** @param most of them, the first */
    public static Channels of(List<Manifest.Input> inputs, int most) {
        List<String> names = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int end = 0;
        for (Manifest.Input input : inputs) {
            end += input.elements();
            for (int i = 0; i < input.rowWidth() && input.datatype() != Datatype.BYTES && input.image() == null
                    && names.size() < most; i++) {
                names.add(input.features().isEmpty() ? "features[" + names.size() + "]" : input.features().get(i).name());
                places.add(end - input.rowWidth() + i);
            }
        }
        return new Channels(names, places.stream().mapToInt(Integer::intValue).toArray());
    }
}
