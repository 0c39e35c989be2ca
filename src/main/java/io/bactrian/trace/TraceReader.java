package io.bactrian.trace;

/** Finds the trace context among named values. Two parents are none, as nobody can tell which one holds. One thread. */
public final class TraceReader {
    private String parent;
    private boolean twice;
    private StringBuilder state;

    /** Names count in small letters only. */
    public void add(String name, String value) {
        if (TraceContext.PARENT.equals(name)) {
            twice |= parent != null;
            parent = value;
        } else if (TraceContext.STATE.equals(name) && value != null) {
            addState(value);
        }
    }

    /** Several are one list; what is too long is not kept. */
    private void addState(String value) {
        if (state == null) {
            state = new StringBuilder();
        } else {
            state.append(',');
        }
        state.append(value, 0, Math.min(value.length(), TraceContext.MOST_STATE + 1));
        state.setLength(Math.min(state.length(), TraceContext.MOST_STATE + 1));
    }

    /** Null where there is none that can be read. */
    public TraceContext context() {
        return twice ? null : TraceContext.of(parent, state == null ? null : state.toString());
    }
}
