package io.bactrian.cloud.data;

/**
 * A file as the index has it.
 *
 * @param id      in the index
 * @param stream  in the index: its kind and model
 * @param day     since 1970-01-01, UTC
 * @param part    of the day, from 1
 * @param length  bytes that are committed
 * @param records lines that are committed
 * @param beside  bytes of its pictures
 * @param newest  when the last of them came, epoch ms
 */
record DayFile(long id, long stream, Kind kind, String model, long day, int part, long length, long records, long beside,
        long newest) {
    long bytes() {
        return length + beside;
    }
}
