package io.bactrian.telemetry;

/** The fields of a SenML record, null where they are left out; or the base fields that hold so far. */
final class SenmlRecord {
    String name;
    Double time;
    Double value;
    Double sum;
    String text;
    Boolean truth;
    boolean data;

    /** Whether it says nothing but what holds for those behind it. */
    boolean isBaseOnly(SenmlRecord base) {
        boolean nothing = value == null && sum == null && text == null && truth == null && !data;
        return nothing && (name == null || base.value == null);
    }
}
