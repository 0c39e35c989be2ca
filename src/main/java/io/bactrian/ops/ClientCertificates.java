package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** Whether clients of HTTP and gRPC show a certificate where TLS is on. */
enum ClientCertificates {
    NONE, REQUEST, REQUIRED;

    /** @throws IllegalArgumentException where it is none of them */
    static ClientCertificates of(String text) {
        return Arrays.stream(values()).filter(value -> value.name().equals(text.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is none of these"));
    }
}
