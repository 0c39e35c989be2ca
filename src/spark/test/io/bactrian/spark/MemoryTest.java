package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

import io.bactrian.train.SimulatedPump;
import io.bactrian.train.WindowFeatures;
import picocli.CommandLine;

/** What a partition needs does not grow with it. */
class MemoryTest {
    private static final StructType LINE = new StructType().add("value", DataTypes.StringType).add("file_path",
            DataTypes.StringType);
    private static final int WINDOW = 1200;
    private static final double TIMES_THE_HEAP = 1.3;

    @Test
    void aPartitionMayBeLargerThanTheHeap() {
        String line = new Sample("pump-1", 0, "normal", new SimulatedPump(1).next(WINDOW)).line();
        int lines = (int) (TIMES_THE_HEAP * Runtime.getRuntime().maxMemory() / line.length());
        SparkSession session = LocalSpark.session();
        FlatMapFunction<Integer, Row> all = count -> IntStream.range(0, count)
                .mapToObj(i -> RowFactory.create(line.replace("\"r-0\", \"dev", "\"r-" + i + "\", \"dev"), "file")).iterator();
        Dataset<Row> made = session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(List.of(lines), 1).flatMap(all), LINE);
        SampleOptions options = new SampleOptions();
        new CommandLine(options).parseArgs("--data", "x", "--channels", LocalSpark.CHANNELS, "--window", "" + WINDOW);
        int most = options.wholeWindows();

        Samples samples = new DataSet(made, List.of("file"), (long) lines * line.length(), "").samples(options,
                new WindowFeatures(WINDOW));

        assertThat(samples.moments(16).count()).isEqualTo(lines);
        assertThat(samples.windows(most)).hasSizeBetween(most / 2, most);
        samples.rows().unpersist(true);
    }
}
