package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;

/** What {@code kubectl apply -k k8s} would send: the kustomization, really rendered, in order. */
record Manifests(List<HasMetadata> objects) {

    static final String NAMESPACE = "evenkeel-system";

    Manifests {
        objects = List.copyOf(objects);
    }

    /** All but the Deployment: who evenkeel and its scheduler are, and what they may do. */
    List<HasMetadata> withoutPods() {
        return objects.stream()
                .filter(object -> !(object instanceof Deployment))
                .toList();
    }

    Deployment deployment() {
        return objects.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findAny()
                .orElseThrow();
    }

    /** The container of the Deployment that is kube-scheduler. */
    Container scheduler() {
        return deployment().getSpec().getTemplate().getSpec().getContainers().getFirst();
    }
}
