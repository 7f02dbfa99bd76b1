package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import java.util.Optional;

/**
 * A Service as far as its traffic needs it.
 *
 * @param version its resourceVersion, 0 if it has none
 * @param annotations those that say how its balancer splits traffic, providers' keys among them
 * @param selector the labels of its pods; without any it has none
 * @param local whether its {@code externalTrafficPolicy} is Local
 * @param balancerClass {@code spec.loadBalancerClass}
 * @param publishesUnready whether pods that are not ready serve too ({@code spec.publishNotReadyAddresses})
 * @param uid which of those that have had the name; empty if that is not known
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
    /** How it is reached from outside of the cluster. */
    public enum Exposure {
        NONE,
        NODE_PORT,
        LOAD_BALANCER
    }

    /** One of which it is not known which of those that have had the name it is. */
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

    /** Whether a pod with these labels is behind it. */
    public boolean selects(String podNamespace, Labels labels) {
        return podNamespace.equals(namespace)
                && !selector.isEmpty()
                && Selector.of(selector).matches(labels);
    }

    /**
     * Whether a pod is one of its ready endpoints: ready and not being deleted, or whatever it is where unready addresses
     * are published (endpointslice's {@code podToEndpoint} in k8s.io/endpointslice). Finished pods never are.
     */
    public boolean isServedBy(boolean ready, Pod.Phase phase) {
        return switch (phase) {
            case LIVE -> ready || publishesUnready;
            case TERMINATING -> publishesUnready;
            case FINISHED -> false;
        };
    }
}
