package dev.evenkeel.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Evenkeel's settings; {@code docs/configuration.md} lists them. */
@ConfigMapping(prefix = "evenkeel")
public interface EvenkeelConfig {
    /** Where the cluster comes from. */
    @WithDefault("kubernetes")
    Source source();

    /** The kubeconfig for {@code source=kubernetes}; before the environment's KUBECONFIG, and that before in-cluster. */
    Optional<String> kubeconfig();

    /** Whether the extender may listen on other addresses than loopback without TLS. */
    @WithDefault("false")
    boolean insecure();

    FileSource file();

    Bind bind();

    Lease lease();

    Memory memory();

    Limits limits();

    /** A cluster from a file, without Kubernetes. */
    interface FileSource {
        /** A dump of nodes, pods and Services; the sample cluster if there is none. */
        Optional<String> path();
    }

    /** Bindings. */
    interface Bind {
        /** Whether bindings come this way; if not, another binds, and evenkeel promises less. */
        @WithDefault("true")
        boolean enabled();

        /** How long the API server may work on one; shorter than kube-scheduler's httpTimeout. */
        @WithDefault("2s")
        Duration deadline();

        /** How long after it was sent an unknown outcome may be settled by a read. */
        @WithDefault("10s")
        Duration settleAfter();
    }

    /** Offers to waiting pods. */
    interface Lease {
        /** How long an offer keeps its slots for its pod. */
        @WithDefault("10s")
        Duration life();
    }

    /** What is remembered. */
    interface Memory {
        /** How long a pod that only a filter call has shown is remembered. */
        @WithDefault("10m")
        Duration unseenPods();
    }

    /** What one request, one pod's rule and all rules together may take; more is refused in clear words. */
    interface Limits {
        /** The node names of one call; not fewer than the cluster has nodes. */
        @WithDefault("20000")
        int namesPerRequest();

        /** How long a request's body may take to arrive, beside its size, {@code quarkus.http.limits.max-body-size}. */
        @WithDefault("10s")
        Duration bodyTime();

        /** The characters of one of a pod's {@code evenkeel.dev/} annotations. */
        @WithDefault("4096")
        int annotationLength();

        /** The requirements of one label selector. */
        @WithDefault("16")
        int selectorTerms();

        /** The terms of one {@code evenkeel.dev/spread}. */
        @WithDefault("8")
        int termsPerRule();

        /** The groups that are counted at the same time. */
        @WithDefault("10000")
        int liveGroups();
    }

    /** The kinds of cluster. */
    enum Source {
        KUBERNETES,
        FILE
    }
}
