/**
 * Fits models to samples and writes them as ONNX: what {@code bactrian train} does. A file ({@link io.bactrian.train.RowFile})
 * or simulated pumps give a {@link io.bactrian.train.Dataset}, a {@link io.bactrian.train.Split} its windows; a
 * {@link io.bactrian.train.Fit} is made of them, judged by an {@link io.bactrian.train.Evaluation} and written by
 * {@link io.bactrian.train.ModelFolder}. The same input, seed and time give the same bytes on every run. Where a library takes
 * exponentials (the classifier's training), processors may differ in a 64-bit number's last digit, which the model's 32 bits
 * leave out.
 */
package io.bactrian.train;
