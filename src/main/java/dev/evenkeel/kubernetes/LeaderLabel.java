package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A label on the pod that this process runs in, by which a Service finds the leader. */
public final class LeaderLabel {
    /** Its value is {@code true}; a pod that does not lead does not have it. */
    public static final String KEY = "evenkeel.dev/leader";

    private static final Logger LOG = LoggerFactory.getLogger(LeaderLabel.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;

    public LeaderLabel(KubernetesClient client, String namespace, String pod) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
    }

    /** Sets or removes the label; returns whether that succeeded. */
    public boolean mark(boolean leads) {
        String patch = "{\"metadata\":{\"labels\":{\"%s\":%s}}}".formatted(KEY, leads ? "\"true\"" : "null");
        try {
            client.pods().inNamespace(namespace).withName(pod).patch(MERGE, patch);
            return true;
        } catch (KubernetesClientException e) {
            LOG.warn("The label {} of pod {}/{} cannot be changed yet: {}", KEY, namespace, pod, e.getMessage());
            return false;
        }
    }
}
