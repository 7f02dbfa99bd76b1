package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import java.util.Optional;

/**
 * A Service, with all that its traffic depends on.
 *
 * @param version its resourceVersion, 0 if it has none
 * @param annotations those by which its balancer is detected ({@link Balancers#read})
 * @param selector the labels of its pods; if empty, it selects no pods
 * @param local whether its {@code externalTrafficPolicy} is Local
 * @param balancerClass {@code spec.loadBalancerClass}
 * @param publishesUnready whether pods that are not ready serve too ({@code spec.publishNotReadyAddresses})
 * @param uid its UID; empty if it is not known
 */
public record Service(
        String namespace,
        String name,
        long version,
        Labels annotations,
        Labels selector,
        Exposure exposure,
        boolean local,
        Optional<String> balancerClass,
        boolean publishesUnready,
        String uid) {
    /** How it is reached from outside of the cluster: not at all, by a node port only, or by a balancer. */
    public enum Exposure {
        NONE,
        NODE_PORT,
        LOAD_BALANCER
    }

    /** A Service whose UID is not known. */
    public Service(
            String namespace,
            String name,
            long version,
            Labels annotations,
            Labels selector,
            Exposure exposure,
            boolean local,
            Optional<String> balancerClass,
            boolean publishesUnready) {
        this(namespace, name, version, annotations, selector, exposure, local, balancerClass, publishesUnready, "");
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the namespace or the name is empty
     */
    public Service {
        if (namespace.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a Service needs a namespace and a name");
        }
    }

    /** {@code namespace/name}. */
    public String id() {
        return namespace + "/" + name;
    }

    /** Whether {@code called} is its name, alone or with its namespace. */
    public boolean isCalled(String called) {
        return called.equals(name) || called.equals(id());
    }

    /** Whether it selects a pod of this namespace with these labels. */
    public boolean selects(String podNamespace, Labels labels) {
        return podNamespace.equals(namespace)
                && !selector.isEmpty()
                && Selector.of(selector).matches(labels);
    }

    /**
     * Whether a pod is one of its ready endpoints: ready and not being deleted, or in any state but finished if the
     * Service publishes unready addresses ({@code podToEndpoint} in k8s.io/endpointslice).
     */
    public boolean isServedBy(boolean ready, Pod.Phase phase) {
        return switch (phase) {
            case LIVE -> ready || publishesUnready;
            case TERMINATING -> publishesUnready;
            case FINISHED -> false;
        };
    }
}
