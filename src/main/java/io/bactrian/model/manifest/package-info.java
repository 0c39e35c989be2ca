/** What a version of a model is: its manifest, completed by what the ONNX file says of itself, and its golden cases. */
package io.bactrian.model.manifest;
