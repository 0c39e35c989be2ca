package io.bactrian.kube;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A kind of objects, as paths of the API name it.
 *
 * @param api      such as {@code api/v1}
 * @param selector of labels; null for all
 * @param page     objects in one answer
 * @param absent   what a 404 for the kind means and what to do
 */
record Resource(String api, String plural, String selector, int page, String absent) {
    /** A kind of KubeEdge's. */
    static Resource of(String plural) {
        String api = ObjectReader.GROUP + "/" + ObjectReader.VERSION;
        return new Resource("apis/" + api, plural, null, 500, "the cluster has no " + plural + " of " + api
                + ", or the address is not that of a Kubernetes API; KubeEdge 1.15 and newer have them");
    }

    /** @param namespace null for all */
    String path(String namespace) {
        return api + (namespace == null ? "/" : "/namespaces/" + namespace + "/") + plural;
    }

    /** What follows in the query. */
    String selection() {
        return selector == null ? "" : "&labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }
}
