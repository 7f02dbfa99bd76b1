package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import java.util.List;

/** Command lines that ask a running evenkeel. */
final class CurlLines {
    private CurlLines() {}

    /** Why a pod is where it is, or waits. */
    static String explain(Endpoints endpoints, PodId pod) {
        return "curl -s " + endpoints.management() + "/explain/pods/" + pod.namespace() + "/" + pod.name();
    }

    /** What kube-scheduler asks about a pod and some nodes. */
    static String filter(Endpoints endpoints, PodObject pod, List<String> nodes) {
        return "curl -s -H 'Content-Type: application/json' " + endpoints.extender() + "/filter -d "
                + quoted(ExtenderWire.args(pod, nodes));
    }

    /** For a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
