package io.bactrian.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

import io.bactrian.train.TrainingException;
import io.bactrian.train.WindowFeatures;

/**
 * The files of a batch, as they are when it begins.
 *
 * @param lines  a text and its file's path each
 * @param files  sorted
 * @param bytes  of all files
 * @param digest of paths, lengths and times
 */
record DataSet(Dataset<Row> lines, List<String> files, long bytes, String digest) {
    private static final int PROBLEMS = 3;

    /** @throws TrainingException where a path has no files */
    static DataSet of(SparkSession session, List<String> paths) {
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        try {
            for (String each : paths) {
                requireFiles(new Path(each), hadoop);
            }
            Dataset<Row> lines = session.read().text(paths.toArray(String[]::new)).select(functions.col("value"),
                    functions.col("_metadata.file_path"));
            String[] files = lines.inputFiles();
            Arrays.sort(files);
            long bytes = 0;
            StringBuilder listing = new StringBuilder();
            for (String each : files) {
                Path path = new Path(each);
                FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
                bytes += status.getLen();
                listing.append(each).append('\t').append(status.getLen()).append('\t').append(status.getModificationTime())
                        .append('\n');
            }
            if (bytes == 0) {
                throw new TrainingException("--data %s has no samples: expected a JSON object a line".formatted(paths));
            }
            return new DataSet(lines, List.of(files), bytes, DigestUtils.sha256Hex(listing.toString()));
        } catch (IOException e) {
            throw new TrainingException("--data %s cannot be read: %s".formatted(paths, e.getMessage()), e);
        }
    }

    private static void requireFiles(Path path, Configuration hadoop) throws IOException {
        FileStatus[] found = path.getFileSystem(hadoop).globStatus(path);
        if (found == null || found.length == 0) {
            throw new TrainingException("--data %s is not there: expected a file, a folder or a pattern".formatted(path));
        }
    }

    /** The share of the windows of which so many are kept whole as belong to a version. */
    private double kept(int whole) {
        List<Row> first = lines.takeAsList(1);
        double line = first.isEmpty() ? 1 : first.get(0).getString(0).length() + 1;
        return whole * line / bytes;
    }

    /**
     * Each sample once, kept in memory or on the executors' disks.
     *
     * @throws TrainingException where a line cannot be used; the first such are named
     */
    Samples samples(SampleOptions options, WindowFeatures features) {
        Dataset<Row> rows = lines.flatMap(options.reader(features, kept(options.wholeWindows())), Encoders.row(Columns.ALL))
                .dropDuplicates(Columns.DEVICE, Columns.ID).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> problems = rows.filter(functions.col(Columns.PROBLEM).isNotNull());
        long unusable = problems.count();
        if (unusable > 0) {
            throw new TrainingException("%d lines cannot be used, as these: %s".formatted(unusable, String.join("; ",
                    problems.select(Columns.PROBLEM).orderBy(Columns.PROBLEM).as(Encoders.STRING()).takeAsList(PROBLEMS))));
        }
        return new Samples(rows, options.channels().size());
    }
}
