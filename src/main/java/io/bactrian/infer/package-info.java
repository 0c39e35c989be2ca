/** The {@code infer:} component over {@link io.bactrian.infer.batch.OnnxEngine}. */
package io.bactrian.infer;
