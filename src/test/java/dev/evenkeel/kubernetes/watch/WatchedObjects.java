package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/**
 * Nodes, pods and claims to be told by {@link WatchedApiServer}. Pods are replicas of {@code web}: never two on one
 * host.
 */
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

    /** A pod that waits, and for a volume of this claim too. */
    static Pod mounting(Pod pod, String claim) {
        return new PodBuilder(pod)
                .editSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }

    /** A claim without a volume yet. */
    static PersistentVolumeClaim claim(String name, long version) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-of-" + name)
                .withResourceVersion(Long.toString(version))
                .endMetadata()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    /** A claim whose volume is being made on a node. */
    static PersistentVolumeClaim claim(String name, long version, String node) {
        return new PersistentVolumeClaimBuilder(claim(name, version))
                .editMetadata()
                .addToAnnotations(VolumeNodes.SELECTED_NODE, node)
                .endMetadata()
                .build();
    }

    /** A claim that has its volume. */
    static PersistentVolumeClaim made(PersistentVolumeClaim claim) {
        return new PersistentVolumeClaimBuilder(claim)
                .editStatus()
                .withPhase("Bound")
                .endStatus()
                .build();
    }
}
