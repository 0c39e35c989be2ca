package io.bactrian.mqtt.client;

import java.io.IOException;

import javax.net.ssl.SSLContext;

/** Trust and identity, read anew at each connection attempt. May block; is not called on the event loop. */
public interface TlsSource {
    /** @throws IOException naming the file that cannot be read or understood */
    SSLContext context() throws IOException;

    /** Whether the broker's certificate must name the host of the url. */
    boolean verifyHostname();

    /** Whether we have a certificate to show. */
    boolean showsCertificate();
}
