/** Runs ONNX files on ONNX Runtime and DJL, which are known nowhere else: reads and checks them, and turns messages into tensors and back. */
package io.bactrian.infer.onnx;
