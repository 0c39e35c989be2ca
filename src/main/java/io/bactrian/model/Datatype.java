package io.bactrian.model;

/** A tensor's element type, named as the Open Inference Protocol names it; {@code BYTES} are strings. */
public enum Datatype {
    BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, FP16, BF16, FP32, FP64, BYTES
}
