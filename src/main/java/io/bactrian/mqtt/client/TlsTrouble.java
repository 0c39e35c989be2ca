package io.bactrian.mqtt.client;

import java.io.EOFException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLException;

/** Says in words what is wrong with a TLS connection, and what to do: the JDK's own texts name neither certificate nor remedy. */
final class TlsTrouble {
    private static final int MOST_CAUSES = 20;

    private TlsTrouble() {
    }

    /**
     * What a failed connection attempt to {@code host} says.
     *
     * @param mutual whether we have a certificate to show
     * @return empty when {@code thrown} is no trouble with TLS
     */
    static Optional<String> explain(Throwable thrown, String host, boolean mutual) {
        List<Throwable> causes = causes(thrown);
        for (Throwable cause : causes) {
            Optional<String> certificate = certificate(cause, causes);
            if (certificate.isPresent()) {
                return certificate;
            }
        }
        for (Throwable cause : causes) {
            Optional<String> text = text(String.valueOf(cause.getMessage()), host, mutual);
            if (text.isPresent() && causes.stream().anyMatch(SSLException.class::isInstance)) {
                return text;
            }
        }
        return causes.stream().filter(SSLException.class::isInstance).findFirst()
                .map(cause -> closed(causes)
                        ? "the broker closed the connection during the TLS handshake: is it a TLS port, and does it take "
                                + (mutual ? "our certificate" : "clients without a certificate")
                                + "? The broker's log has the reason"
                        : "TLS: " + cause.getMessage());
    }

    private static Optional<String> certificate(Throwable cause, List<Throwable> causes) {
        String whose = causes.stream().filter(CertPathValidatorException.class::isInstance)
                .map(CertPathValidatorException.class::cast).map(TlsTrouble::failed).flatMap(Optional::stream).findFirst()
                .map(found -> " (subject " + found.getSubjectX500Principal() + ", issuer " + found.getIssuerX500Principal()
                        + ", valid from " + found.getNotBefore().toInstant() + " to " + found.getNotAfter().toInstant() + ")")
                .orElse("");
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("the broker's certificate has expired" + whose + after(whose, cause)
                    + "; renew it at the broker, and compare this machine's clock");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("the broker's certificate is not valid yet" + whose + after(whose, cause)
                    + "; set this machine's clock, or the broker's certificate, right");
        }
        return Optional.empty();
    }

    private static String after(String whose, Throwable cause) {
        return whose.isEmpty() ? " (" + cause.getMessage() + ")" : "";
    }

    private static Optional<X509Certificate> failed(CertPathValidatorException e) {
        CertPath path = e.getCertPath();
        if (path == null || e.getIndex() < 0 || e.getIndex() >= path.getCertificates().size()) {
            return Optional.empty();
        }
        Certificate found = path.getCertificates().get(e.getIndex());
        return found instanceof X509Certificate certificate ? Optional.of(certificate) : Optional.empty();
    }

    private static Optional<String> text(String message, String host, boolean mutual) {
        if (message.contains("unable to find valid certification path") || message.contains("PKIX path")
                || message.contains("trustAnchors parameter must be non-empty") || message.contains("Path does not chain")) {
            return Optional.of("the broker's certificate is not signed by a CA that is trusted here (" + message
                    + "); name the PEM file of the broker's CA in bactrian.mqtt.tls.ca");
        }
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            return Optional.of("the broker's certificate is for another host than '" + host + "' (" + message
                    + "); connect by a name that is in it, have the broker's certificate name this host, or set "
                    + "bactrian.mqtt.tls.verify-hostname=false");
        }
        if (message.contains("certificate_required") || message.contains("bad_certificate")
                || message.contains("certificate_unknown") || message.contains("unknown_ca")
                || message.contains("certificate_expired") || message.contains("handshake_failure") && !mutual) {
            return Optional.of(mutual
                    ? "the broker refuses our certificate (" + message + "); have its CA sign bactrian.mqtt.tls.certificate, "
                            + "and look at how long that is valid"
                    : "the broker asks for a client certificate and none is configured (" + message
                            + "); set bactrian.mqtt.tls.certificate and bactrian.mqtt.tls.key");
        }
        if (message.contains("not an SSL/TLS record") || message.contains("Unsupported or unrecognized SSL message")) {
            return Optional.of("the broker does not speak TLS on this port; use its TLS port, mostly 8883, or mqtt:// for a "
                    + "connection without TLS");
        }
        if (message.contains("protocol_version") || message.contains("handshake_failure")) {
            return Optional.of("broker and JVM have no TLS version or cipher in common (" + message
                    + "); allow TLS 1.2 or 1.3 at the broker");
        }
        return Optional.empty();
    }

    private static boolean closed(List<Throwable> causes) {
        return causes.stream().anyMatch(cause -> cause instanceof EOFException || cause instanceof SocketException
                || cause instanceof ClosedChannelException
                || String.valueOf(cause.getMessage()).contains("terminated the handshake")
                || String.valueOf(cause.getMessage()).contains("Connection closed"));
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && causes.size() < MOST_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
