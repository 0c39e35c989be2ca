package io.bactrian.page;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiProblem;

/**
 * What views of the page show live: an event at each {@link #tick} for all who follow the view, made once and only while somebody does.
 * {@link #tick} from one thread; all else from any.
 */
public final class LiveViews {
    /** What a view shows. On the thread of {@link LiveViews#tick}. */
    public interface View {
        /** Somebody begins to follow where nobody did, or nobody follows any more. */
        default void followed(boolean now) {
        }

        /** What is shown now. */
        JsonNode event();
    }

    private static final class Entry {
        private final View view;
        private boolean followed;

        Entry(View view) {
            this.view = view;
        }
    }

    private final AnswerStreams streams;
    private final Map<String, Entry> views = new ConcurrentHashMap<>();

    /** @param most viewers at once, of all views */
    public LiveViews(int most) {
        this.streams = new AnswerStreams(most, "bactrian.page.viewers");
    }

    /** Its events have the view's name. */
    public void add(String name, View view) {
        views.put(name, new Entry(view));
    }

    /**
     * The body of a route that begins a stream of that view's events.
     *
     * @throws ApiProblem when there are as many viewers as there may be
     */
    public Object follow(String name) throws ApiProblem {
        return streams.follow(name);
    }

    /** Sends each view that is followed its event. Costs two reads a view where nobody follows. */
    public void tick() {
        views.forEach((name, entry) -> {
            boolean followed = streams.isFollowed(name);
            if (followed != entry.followed) {
                entry.followed = followed;
                entry.view.followed(followed);
            }
            if (followed) {
                streams.publish(name, name, entry.view.event().toString().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Viewers that are connected. */
    public int open() {
        return streams.open();
    }

    /** Viewers cut off because they did not keep up. */
    public long cutOff() {
        return streams.cutOff();
    }
}
