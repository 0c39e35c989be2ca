package io.bactrian.ops;

import java.util.regex.Pattern;

/** What is to hold among the keys of the cluster and of its twins. */
final class KubernetesKeys {
    private static final Pattern API = Pattern.compile("https?://[^/\\s@]+(/[^\\s?#]*)?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern TWIN = Pattern.compile("[a-zA-Z0-9\\-_.,:/@#]{0,100}");

    private KubernetesKeys() {
    }

    static void check(ConfigValues values, Configuration configuration) {
        KubernetesConfiguration kubernetes = configuration.kubernetes();
        kubernetes.url().ifPresent(
                url -> Settings.form(values, "bactrian.kubernetes.url", url, API, "http://HOST:PORT or https://HOST:PORT"));
        kubernetes.node().ifPresent(
                node -> Settings.form(values, "bactrian.kubernetes.node", node, NAME, "the name of a node"));
        kubernetes.namespace().ifPresent(
                name -> Settings.form(values, "bactrian.kubernetes.namespace", name, NAME, "the name of a namespace"));
        Settings.form(values, "bactrian.twins.namespace", configuration.twins().namespace(), NAME, "the name of a namespace");
        Settings.form(values, "bactrian.twins.prefix", configuration.twins().prefix(), TWIN,
                "letters, digits and -_.,:/@#, 100 at most");
        if (configuration.devices().source() == DevicesSource.KUBERNETES) {
            ofKubernetes(values, configuration);
        }
    }

    private static void ofKubernetes(ConfigValues values, Configuration configuration) {
        if (configuration.kubernetes().node().isEmpty()) {
            values.problem("bactrian.kubernetes.node", "",
                    "the name of this node, from spec.nodeName of the pod, or as kubectl get nodes has it",
                    "bactrian.devices.source is kubernetes");
        }
        configuration.devices().file().ifPresent(file -> values.problem("bactrian.devices.file", file.toString(),
                "none, or bactrian.devices.source = file", "bactrian.devices.source is kubernetes"));
    }
}
