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

    Memory memory();

    /** A cluster from a file, without Kubernetes. */
    interface FileSource {
        /** A dump of nodes, pods and Services; the sample cluster if there is none. */
        Optional<String> path();
    }

    /** Bindings. */
    interface Bind {
        /** How long the API server may work on one; shorter than kube-scheduler's httpTimeout. */
        @WithDefault("2s")
        Duration deadline();

        /** How long after it was sent an unknown outcome may be settled by a read. */
        @WithDefault("10s")
        Duration settleAfter();
    }

    /** What is remembered. */
    interface Memory {
        /** How long a pod that only a filter call has shown is remembered. */
        @WithDefault("10m")
        Duration unseenPods();
    }

    /** The kinds of cluster. */
    enum Source {
        KUBERNETES,
        FILE
    }
}
