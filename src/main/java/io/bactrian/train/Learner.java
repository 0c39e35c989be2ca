package io.bactrian.train;

/** Finds the weights of a multinomial logistic regression. */
interface Learner {
    /**
     * @param weights {@code [labels][features]}
     * @param bias    {@code [labels]}
     */
    record Weights(double[][] weights, double[] bias) {
    }

    /**
     * @param features {@code [windows][features]}, standardised
     * @param targets  each window's label, below {@code labels}
     */
    Weights train(double[][] features, int[] targets, int labels, Console console);
}
