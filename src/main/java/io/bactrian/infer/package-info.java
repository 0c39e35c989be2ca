/** The {@code infer:} component: messages wait for one another a moment and go through the model together. */
package io.bactrian.infer;
