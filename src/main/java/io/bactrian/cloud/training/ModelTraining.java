package io.bactrian.cloud.training;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is known of one model's trainings; stored at each change. Immutable.
 *
 * @param pending the training that is asked for or under way, or null
 * @param began   when the last one began, or null
 * @param history the newest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelTraining(Pending pending, Instant began, List<TrainingRecord> history) {
    static final ModelTraining NOTHING = new ModelTraining(null, null, List.of());
    private static final int MOST_KEPT = 50;

    public ModelTraining {
        history = history == null ? List.of() : List.copyOf(history);
    }

    /**
     * @param starts how often it was begun: more than once where the process ended meanwhile
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pending(String id, String by, Instant asked, Instant began, int starts) {
        boolean underWay() {
            return began != null;
        }
    }

    ModelTraining asked(String id, String by, Instant now) {
        return new ModelTraining(new Pending(id, by, now, null, 0), began, history);
    }

    ModelTraining begun(Instant now) {
        return new ModelTraining(new Pending(pending.id, pending.by, pending.asked, now, pending.starts + 1), now, history);
    }

    /** It was not its fault that it did not end. */
    ModelTraining interrupted() {
        return new ModelTraining(new Pending(pending.id, pending.by, pending.asked, null, pending.starts - 1), began, history);
    }

    ModelTraining ended(TrainingRecord ended) {
        List<TrainingRecord> all = new ArrayList<>(history);
        all.add(0, ended);
        return new ModelTraining(null, began, all.subList(0, Math.min(all.size(), MOST_KEPT)));
    }
}
