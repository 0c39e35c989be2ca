package io.bactrian.demo;

import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/** Keeps the libraries in this JVM from talking; the demo's lines say what they would. */
final class Quiet {
    private static final Logger ROOT = Logger.getLogger("");

    private Quiet() {
    }

    static void please() {
        ROOT.setLevel(Level.OFF);
    }
}
