package io.bactrian.model;

/** A tensor's element type, named as the Open Inference Protocol names it. */
public enum Datatype {
    BOOL, INT32, INT64, FP32, FP64
}
