package io.bactrian.train;

/**
 * One window of a device's rows with what is to be learnt of it.
 *
 * @param device its name, or empty
 * @param rows   {@code [window][channels]}, oldest first; not copied
 * @param label  null where the target is a number
 * @param value  NaN where the target is a label
 */
public record LabelledWindow(String device, double[][] rows, String label, double value) {
}
