/** ONNX files as bytes: which operators, tensors and other files they name. Nothing in here opens a file or runs a graph. */
package io.bactrian.onnx;
