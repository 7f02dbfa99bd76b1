package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.Annotations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Nodes and pods to be told by {@link WatchedApiServer}. Pods are replicas of {@code web}: never two on one host. */
final class WatchedObjects {
    private WatchedObjects() {}

    static Node node(String name, long version) {
        return node(name, version, "1");
    }

    static Node node(String name, long version, String zone) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-of-" + name)
                .withResourceVersion(Long.toString(version))
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels("zone", zone)
                .endMetadata()
                .build();
    }

    /** A pod that waits. */
    static Pod pod(String name, String uid, long version) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid(uid)
                .withResourceVersion(Long.toString(version))
                .addToLabels("app", "web")
                .addToAnnotations(Annotations.SPREAD, "required")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }

    static Pod pod(String name, String uid, long version, String node) {
        return new PodBuilder(pod(name, uid, version))
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }

    static Pod relabelled(Pod pod, String key, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(key, value)
                .endMetadata()
                .build();
    }
}
