package io.bactrian.train;

/**
 * One device's rows, oldest first.
 *
 * @param device its name; empty where the data names none
 * @param rows   {@code [rows][channels]}; not copied
 * @param target what is to be learnt of each row: a number, or the place of its label; NaN where nothing is; not copied
 */
record Series(String device, double[][] rows, double[] target) {
}
