/** Requests and responses of the Open Inference Protocol V2 as bytes: JSON, and Triton's binary tensors; requests become rows for a model. */
package io.bactrian.tensor;
