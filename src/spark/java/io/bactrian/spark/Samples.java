package io.bactrian.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.spark.api.java.JavaDoubleRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

import io.bactrian.train.Fit;
import io.bactrian.train.HotellingFit;
import io.bactrian.train.Judged;
import io.bactrian.train.LabelledWindow;
import io.bactrian.train.Moments;

/**
 * Samples on the cluster, and the passes over them. A pass keeps one line of a partition in memory, and sums whose size follows from features and
 * labels.
 *
 * @param rows     of {@link Columns}
 * @param channels values in a row of a window
 */
record Samples(Dataset<Row> rows, int channels) {
    private static final int DEPTH = 2;
    private static final int SORTED = 100_000;

    Samples where(Column condition) {
        return new Samples(rows.filter(condition), channels);
    }

    /** These, or about so many of them, always the same ones. */
    Samples atMost(long most) {
        double share = (double) most / count();
        return share >= 1 ? this : where(functions.col(Columns.KEY).lt((long) ((share - 0.5) * 0x1.0p64)));
    }

    long count() {
        return rows.count();
    }

    /** How many have each label. */
    Map<String, Long> labels() {
        Map<String, Long> counts = new TreeMap<>();
        rows.filter(functions.col(Columns.LABEL).isNotNull()).groupBy(Columns.LABEL).count().collectAsList()
                .forEach(each -> counts.put(each.getString(0), each.getLong(1)));
        return counts;
    }

    private JavaRDD<double[]> features() {
        return rows.select(Columns.FEATURES).toJavaRDD().map(row -> row.<Vector>getAs(0).toArray());
    }

    /** @param size how many features a window has */
    Moments moments(int size) {
        return features().treeAggregate(new Moments(size), (sums, each) -> {
            sums.add(each);
            return sums;
        }, Moments::merge, DEPTH);
    }

    /** Of T² over these. */
    double distanceQuantile(HotellingFit fit, double share) {
        JavaDoubleRDD distances = features().mapToDouble(fit::squaredDistance);
        return new ExactQuantile(distances, SORTED).of(distances.count(), share);
    }

    /** @param labels whose places are the targets */
    Judged judged(Fit fit, List<String> labels) {
        return rows.select(Columns.FEATURES, Columns.LABEL).toJavaRDD().treeAggregate(new Judged(fit), (judged, each) -> {
            judged.add(fit, each.<Vector>getAs(0).toArray(), labels.indexOf(each.getString(1)));
            return judged;
        }, Judged::merge, DEPTH);
    }

    /**
     * Some whole windows, in the order of time.
     *
     * @param most so many
     */
    List<LabelledWindow> windows(int most) {
        List<LabelledWindow> windows = new ArrayList<>();
        for (Row each : rows.filter(functions.col(Columns.WINDOW).isNotNull()).orderBy(Columns.KEY).limit(most)
                .orderBy(Columns.TIME, Columns.KEY).select(Columns.WINDOW, Columns.LABEL, Columns.DEVICE).collectAsList()) {
            windows.add(new LabelledWindow(each.getString(2), WindowBytes.rows(each.getAs(0), channels), each.getString(1),
                    Double.NaN));
        }
        return windows;
    }
}
