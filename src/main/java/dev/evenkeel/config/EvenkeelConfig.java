package dev.evenkeel.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Evenkeel's settings; {@code docs/configuration.md} lists them. */
@ConfigMapping(prefix = "evenkeel")
public interface EvenkeelConfig {
    /** Where the cluster comes from. */
    @WithDefault("kubernetes")
    Source source();

    /**
     * The kubeconfig for {@code source=kubernetes}; takes precedence over KUBECONFIG, and that over the service
     * account.
     */
    Optional<String> kubeconfig();

    /** Whether the extender may listen on other addresses than loopback without TLS. */
    @WithDefault("false")
    boolean insecure();

    /** The schedulers that call this extender; if none is named, those whose pods kube-scheduler has asked about. */
    Optional<List<String>> schedulers();

    FileSource file();

    Bind bind();

    Reservation reservation();

    Terminating terminating();

    Nominate nominate();

    Leader leader();

    ThisPod pod();

    Watch watch();

    Memory memory();

    Traffic traffic();

    Limits limits();

    /** A cluster from a file, without Kubernetes. */
    interface FileSource {
        /** A dump of nodes, pods and Services; the sample cluster if there is none. */
        Optional<String> path();

        /** Decides between equal nodes; random at each start if it is not set. */
        OptionalLong seed();
    }

    /** Bindings. */
    interface Bind {
        /** Whether evenkeel binds; if not, kube-scheduler does, and evenkeel promises less. */
        @WithDefault("true")
        boolean enabled();

        /** How long the API server may work on one; shorter than kube-scheduler's httpTimeout. */
        @WithDefault("2s")
        Duration deadline();

        /** How long after the outcome of a binding was found unknown a read may settle it. */
        @WithDefault("10s")
        Duration settleAfter();
    }

    /** Offers to waiting pods. */
    interface Reservation {
        /** How long an offer keeps its slots for its pod. */
        @WithDefault("10s")
        Duration life();
    }

    /** Pods that are being deleted. */
    interface Terminating {
        /** How long to wait for the end of one before a pod that needs its place is refused. */
        @WithDefault("40s")
        Duration patience();
    }

    /** Nominations of nodes for pods that wait. */
    interface Nominate {
        /** Whether there are any. */
        @WithDefault("false")
        boolean enabled();

        /** The most pods that are nominated and are not bound yet. */
        @WithDefault("32")
        int outstanding();

        /** Nothing is nominated where kube-scheduler asks about fewer nodes. */
        @WithDefault("1000")
        int leastNodes();

        /** How long a nomination stands until it is cleared. */
        @WithDefault("30s")
        Duration life();
    }

    /** Who decides, where several instances run. */
    interface Leader {
        /** How the leader is determined. */
        @WithDefault("none")
        LeaderMode mode();

        /** The Lease's name; by default that of the mode. */
        Optional<String> leaseName();

        /** The Lease's namespace; by default that of the pod, or else the shipped one. */
        Optional<String> leaseNamespace();

        /** How long evenkeel's own Lease holds after a renewal; whole seconds. */
        @WithDefault("15s")
        Duration leaseDuration();

        /** How long after sending its last successful renewal a holder continues to decide. */
        @WithDefault("10s")
        Duration renewDeadline();

        /** How long after asking for the scheduler's Lease an instance relies on what it read. */
        @WithDefault("5s")
        Duration confirmWithin();

        /** Between two renewals, or two reads of the Lease. */
        @WithDefault("2s")
        Duration retryPeriod();

        /** How long after its deadline a binding may still take effect. */
        @WithDefault("8s")
        Duration quietMargin();

        /**
         * The host that the scheduler's Lease names if it is the one in the same pod; by default this pod's or
         * machine's name.
         */
        Optional<String> hostname();
    }

    /** How the leader is determined. */
    enum LeaderMode {
        /** There is only one instance. */
        NONE,
        /** By a Lease of evenkeel's own. */
        LEASE,
        /** By the Lease of the kube-scheduler in the same pod. */
        SCHEDULER
    }

    /** The pod that this runs in, if it does. */
    interface ThisPod {
        /** Its name; the leader of that name gets a label. */
        Optional<String> name();

        Optional<String> namespace();
    }

    /** The watch of the cluster. */
    interface Watch {
        /** How far it may be behind; nothing is decided by an older one. */
        @WithDefault("10s")
        Duration maxLag();
    }

    /** What is remembered. */
    interface Memory {
        /** How long a pod that only a filter call has shown is remembered. */
        @WithDefault("10m")
        Duration unseenPods();
    }

    /** Even traffic of Services. */
    interface Traffic {
        /** How a balancer splits traffic if its Service does not say; a word, two of them followed by a node label. */
        @WithDefault("node-even")
        String defaultModel();

        /** Of the nodes that spreading would serve, how many a plan serves at least. */
        @WithDefault("0.6")
        double minNodesRatio();

        /** The busiest pod's share over the mean up to which more nodes are better than more evenness. */
        @WithDefault("1.10")
        double maxImbalance();

        /** Whether balanced pods get deletion costs, so that what a scale-down leaves is even. */
        @WithDefault("false")
        boolean scaleDown();
    }

    /** What one request, one pod's rule and all rules together may use; more is refused with a message. */
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

        /** The groups of required rules that are counted at the same time. */
        @WithDefault("10000")
        int liveGroups();

        /** The groups that preferred terms and plans of Services count at the same time. */
        @WithDefault("10000")
        int softGroups();

        /** The Services that have metrics of their own. */
        @WithDefault("200")
        int servicesInMetrics();

        /** The pods and Services that are explained within a second on the management port. */
        @WithDefault("10")
        int explanationsPerSecond();
    }

    /** The kinds of cluster. */
    enum Source {
        KUBERNETES,
        FILE
    }
}
