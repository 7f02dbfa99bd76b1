package dev.evenkeel.traffic;

import dev.evenkeel.labels.LabelKey;
import java.util.List;
import java.util.Optional;

/**
 * How a balancer splits a Service's external traffic among the pods that serve it. In the formulas N is the number of
 * serving nodes, Z of serving zones, N_z and n_z of serving nodes and pods of the pod's zone, n of pods on its node,
 * and R of all pods.
 *
 * <p>The shares of all serving pods sum to 1 as long as one of them gets traffic at all.
 */
public sealed interface TrafficModel {
    /** The label that makes zones unless the model names another one. */
    String ZONE = "topology.kubernetes.io/zone";

    /** The words that name models, in the order of {@code docs/traffic.md}. */
    List<String> WORDS = List.of(NodeEven.WORD, ZoneNode.WORD, ZonePod.WORD, PodEven.WORD, SingleNode.WORD);

    /** The model's word, and its topology key if it is not {@link #ZONE}, as in {@code evenkeel.dev/traffic-model}. */
    String word();

    /** The part of all traffic that one pod on a node gets, 0 to 1; 0 where nothing serves. */
    double share(ServingCounts counts, int node);

    /** The label of nodes by which the balancer splits traffic first, if it does. */
    default Optional<String> topologyKey() {
        return Optional.empty();
    }

    /** The label of nodes that makes zones under this model, whether traffic is split by it or not. */
    default String zoneLabel() {
        return topologyKey().orElse(ZONE);
    }

    /** Whether the shares of pods depend on where other pods are; if not, plain spreading is the plan. */
    default boolean dependsOnPlaces() {
        return switch (this) {
            case NodeEven(), ZoneNode(String _), ZonePod(String _) -> true;
            case PodEven(), SingleNode() -> false;
        };
    }

    /**
     * The model that a value of {@code evenkeel.dev/traffic-model} names: a word, and for the two models by zone
     * optionally another label key, for racks or the like instead of zones. Empty if there is no such model.
     */
    static Optional<TrafficModel> of(String value) {
        String[] words = value.strip().split("\\s+", -1);
        String key = words.length > 1 ? words[1] : ZONE;
        boolean isZonal = words[0].equals(ZoneNode.WORD) || words[0].equals(ZonePod.WORD);
        if (words.length > (isZonal ? 2 : 1) || !LabelKey.isOne(key)) {
            return Optional.empty();
        }
        return switch (words[0]) {
            case NodeEven.WORD -> Optional.of(new NodeEven());
            case ZoneNode.WORD -> Optional.of(new ZoneNode(key));
            case ZonePod.WORD -> Optional.of(new ZonePod(key));
            case PodEven.WORD -> Optional.of(new PodEven());
            case SingleNode.WORD -> Optional.of(new SingleNode());
            default -> Optional.empty();
        };
    }

    private static String word(String word, String key) {
        return key.equals(ZONE) ? word : word + " " + key;
    }

    /**
     * 1/(N n): each serving node gets the same, and shares it among its pods.
     *
     * <p>GCP's passthrough balancers, Azure's, an AWS NLB with instance targets and cross-zone on, MetalLB and Cilium
     * over BGP behind one router, Alibaba's CLB with {@code rr}. Source: the providers' documentation of {@code
     * externalTrafficPolicy: Local}; each counts a node as one target whatever runs on it.
     */
    record NodeEven() implements TrafficModel {
        static final String WORD = "node-even";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public double share(ServingCounts counts, int node) {
            return counts.serves(node) ? 1.0 / ((double) counts.nodes() * counts.podsOn(node)) : 0;
        }
    }

    /**
     * 1/(Z N_z n): each zone with a healthy target gets the same, shares it among its serving nodes, and those among
     * their pods. Pods outside of all zones get nothing.
     *
     * <p>An AWS NLB with instance targets and cross-zone off, its default (Elastic Load Balancing, "Cross-zone load
     * balancing"); a Classic ELB with it off. With a rack's key: BGP in a leaf-spine fabric, where ECMP splits by rack
     * first.
     *
     * @param key the label that makes the zones
     */
    record ZoneNode(String key) implements TrafficModel {
        static final String WORD = "zone-node";

        @Override
        public String word() {
            return TrafficModel.word(WORD, key);
        }

        @Override
        public Optional<String> topologyKey() {
            return Optional.of(key);
        }

        @Override
        public double share(ServingCounts counts, int node) {
            return counts.servesInZone(node)
                    ? 1.0 / ((double) counts.zones() * counts.nodesBeside(node) * counts.podsOn(node))
                    : 0;
        }
    }

    /**
     * 1/(Z n_z): each zone with a healthy target gets the same, and shares it among its pods. Pods outside of all zones
     * get nothing.
     *
     * <p>An AWS NLB with IP targets and cross-zone off (Elastic Load Balancing, "Cross-zone load balancing"); it
     * bypasses kube-proxy, so this holds under either policy.
     *
     * @param key the label that makes the zones
     */
    record ZonePod(String key) implements TrafficModel {
        static final String WORD = "zone-pod";

        @Override
        public String word() {
            return TrafficModel.word(WORD, key);
        }

        @Override
        public Optional<String> topologyKey() {
            return Optional.of(key);
        }

        @Override
        public double share(ServingCounts counts, int node) {
            return counts.servesInZone(node) ? 1.0 / ((double) counts.zones() * counts.podsBeside(node)) : 0;
        }
    }

    /**
     * 1/R: each pod gets the same, wherever it is.
     *
     * <p>An AWS NLB with IP targets and cross-zone on; GKE with {@code weighted-load-balancing: pods-per-node};
     * Alibaba's CLB with {@code wrr} or ENI backends; Tencent's and Huawei's weighted balance. Source: the providers'
     * documentation.
     */
    record PodEven() implements TrafficModel {
        static final String WORD = "pod-even";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public double share(ServingCounts counts, int node) {
            return counts.serves(node) ? 1.0 / counts.pods() : 0;
        }
    }

    /**
     * 1/n on the one node that announces the address, 0 elsewhere. That may be any serving node; the one with the
     * fewest pods is assumed, the worst case.
     *
     * <p>MetalLB in layer 2 mode, kube-vip over ARP with services election. Source: their documentation; one node
     * answers for the address, and under Local passes traffic to its own pods only.
     */
    record SingleNode() implements TrafficModel {
        static final String WORD = "single-node";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public double share(ServingCounts counts, int node) {
            return node == counts.leader() ? 1.0 / counts.podsOn(node) : 0;
        }
    }
}
