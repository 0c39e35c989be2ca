package io.bactrian.cloud.data;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The streams of a batch's records, which are made where they are missing: of so many models, and no more. */
final class Streams {
    private final Index index;
    private final int mostModels;
    private final Map<String, Long> known = new HashMap<>();

    Streams(Index index, int mostModels) {
        this.index = index;
        this.mostModels = mostModels;
    }

    /** -1 where there are too many models already. */
    long of(Kind kind, String model) throws SQLException {
        String name = kind + " " + model;
        Long stream = known.get(name);
        if (stream == null) {
            stream = index.stream(kind, model);
            if (stream < 0 && (kind == Kind.REJECTED || index.hasModel(model) || index.countModels() < mostModels)) {
                stream = index.addStream(kind, model);
            }
            known.put(name, stream);
        }
        return stream;
    }

    String full() {
        return "it is of a new model, and there is data of " + mostModels
                + " models already; raise bactrian.cloud.data.max-models, or look who invents models";
    }
}
