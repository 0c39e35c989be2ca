package io.bactrian.spark;

import java.util.List;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

import io.bactrian.train.LogLoss;
import io.bactrian.train.NewtonTrainer;
import io.bactrian.train.Standardiser;

/**
 * The optimum of multinomial logistic regression on the cluster: MLlib comes near it by L-BFGS, and Newton's method, over sums of the partitions,
 * covers what is left.
 *
 * @param labels whose places are the targets
 */
record LogisticSolver(Samples training, Standardiser standardiser, List<String> labels) {
    private static final int MOST_STEPS = 200;
    private static final double TOLERANCE = 1e-6;
    private static final int DEPTH = 2;
    private static final StructType STANDARDISED = new StructType().add("label", DataTypes.DoubleType).add("features",
            SQLDataTypes.VectorType());

    /**
     * @param parameters {@code [labels][features + 1]}, each label's bias behind its weights
     * @param moved      how far one of MLlib's was from it at most
     */
    record Solution(double[][] parameters, double moved) {
    }

    Solution solve(NewtonTrainer newton) {
        JavaRDD<Row> rows = rows();
        double[][] start = byLibrary(newton.l2(), rows);
        double[][] optimum = newton.minimise(start, parameters -> rows.treeAggregate(new LogLoss(parameters), (loss, each) -> {
            loss.add(each.<Vector>getAs(1).toArray(), (int) each.getDouble(0));
            return loss;
        }, LogLoss::merge, DEPTH));
        double moved = 0;
        for (int l = 0; l < start.length; l++) {
            for (int f = 0; f < start[l].length; f++) {
                moved = Math.max(moved, Math.abs(start[l][f] - optimum[l][f]));
            }
        }
        return new Solution(optimum, moved);
    }

    private JavaRDD<Row> rows() {
        Standardiser scale = standardiser;
        List<String> places = labels;
        return training.rows().select(Columns.LABEL, Columns.FEATURES).toJavaRDD()
                .map(each -> RowFactory.create((double) places.indexOf(each.getString(0)),
                        Vectors.dense(scale.apply(each.<Vector>getAs(1).toArray()))));
    }

    private double[][] byLibrary(double l2, JavaRDD<Row> rows) {
        Dataset<Row> table = training.rows().sparkSession().createDataFrame(rows, STANDARDISED);
        LogisticRegressionModel model = new LogisticRegression().setFamily("multinomial").setRegParam(l2)
                .setElasticNetParam(0).setStandardization(false).setMaxIter(MOST_STEPS).setTol(TOLERANCE).fit(table);
        int features = standardiser.mean().length;
        double[][] parameters = new double[labels.size()][features + 1];
        for (int l = 0; l < parameters.length; l++) {
            for (int f = 0; f < features; f++) {
                parameters[l][f] = model.coefficientMatrix().apply(l, f);
            }
            parameters[l][features] = model.interceptVector().apply(l);
        }
        return parameters;
    }
}
