/**
 * Fits models from samples and writes them as ONNX: what {@code bactrian train} does. A {@link io.bactrian.train.Recording} is
 * fitted by {@link io.bactrian.train.HotellingFit} and written by {@link io.bactrian.train.ModelFolder}. The same input gives
 * the same bytes on every JDK.
 */
package io.bactrian.train;
