package io.bactrian.spark;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What is known of a sample, a column each. */
final class Columns {
    static final String DEVICE = "device";
    static final String ID = "id";
    static final String TIME = "ts";
    /** Spread evenly over samples. */
    static final String KEY = "key";
    /** Spread evenly over devices. */
    static final String DEVICE_KEY = "deviceKey";
    static final String LABEL = "label";
    static final String FEATURES = "features";
    /** The whole window, of some. */
    static final String WINDOW = "window";
    static final String PROBLEM = "problem";

    static final StructType ALL = new StructType().add(DEVICE, DataTypes.StringType).add(ID, DataTypes.StringType)
            .add(TIME, DataTypes.LongType).add(KEY, DataTypes.LongType).add(DEVICE_KEY, DataTypes.LongType)
            .add(LABEL, DataTypes.StringType).add(FEATURES, SQLDataTypes.VectorType()).add(WINDOW, DataTypes.BinaryType)
            .add(PROBLEM, DataTypes.StringType);

    private Columns() {
    }
}
