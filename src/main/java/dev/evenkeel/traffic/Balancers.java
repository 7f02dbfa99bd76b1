package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.OneLine;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Detects by a Service's class and annotations how its balancer splits traffic. All that providers document is here, in
 * one place. A Service whose balancer is not recognized has the installation's default model; {@code
 * evenkeel.dev/traffic-model} overrides both.
 */
public final class Balancers {
    /** The annotation on a Service that names its model. */
    public static final String OVERRIDE = "evenkeel.dev/traffic-model";

    /** Nodes with this label receive nothing from any balancer (KEP-1143). */
    public static final String EXCLUDED_NODE = "node.kubernetes.io/exclude-from-external-load-balancers";

    /**
     * The longest value of a Service's annotation that is read, in characters; a longer one is reported as a problem.
     * The same as the default of {@code evenkeel.limits.annotation-length}.
     */
    public static final int LONGEST_VALUE = 4_096;

    /** How many characters of a value that is not understood are quoted. */
    private static final int LONGEST_QUOTE = 100;

    private static final String BETA = "service.beta.kubernetes.io/";
    private static final String AWS = BETA + "aws-load-balancer-";
    private static final String AWS_TARGET_NODES = AWS + "target-node-labels";
    private static final String TENCENT_TARGET_NODES = "service.kubernetes.io/qcloud-loadbalancer-backends-label";
    private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled=true";
    private static final TrafficModel NODE_EVEN = new TrafficModel.NodeEven();
    private static final TrafficModel POD_EVEN = new TrafficModel.PodEven();
    private static final TrafficModel ZONE_NODE = new TrafficModel.ZoneNode(TrafficModel.ZONE);
    private static final TrafficModel ZONE_POD = new TrafficModel.ZonePod(TrafficModel.ZONE);
    private static final TrafficModel SINGLE_NODE = new TrafficModel.SingleNode();

    /** The annotations whose values are read. */
    private static final Set<String> KEYS = Set.of(
            OVERRIDE,
            AWS_TARGET_NODES,
            TENCENT_TARGET_NODES,
            AWS + "type",
            AWS + "nlb-target-type",
            AWS + "cross-zone-load-balancing-enabled",
            AWS + "attributes",
            AWS + "target-group-attributes",
            "networking.gke.io/weighted-load-balancing",
            BETA + "backend-type",
            BETA + "alibaba-cloud-loadbalancer-scheduler",
            BETA + "alicloud-loadbalancer-scheduler",
            "service.cloud.tencent.com/local-svc-weighted-balance",
            "service.cloud.tencent.com/local-svc-only-bind-node-with-pod",
            "kubernetes.io/elb.adaptive-weight",
            "kube-vip.io/vipHost");

    /** An annotation with such a prefix identifies the provider of the balancer. */
    private static final List<String> PREFIXES = List.of(
            AWS,
            "networking.gke.io/",
            "cloud.google.com/",
            BETA + "azure-",
            BETA + "alibaba-cloud-",
            BETA + "alicloud-",
            "service.cloud.tencent.com/",
            "service.kubernetes.io/qcloud-",
            "kubernetes.io/elb.",
            "metallb.universe.tf/",
            "metallb.io/",
            "kube-vip.io/");

    private static final List<Function<Service, Optional<ModelChoice>>> PROVIDERS = List.of(
            Balancers::aws,
            Balancers::google,
            Balancers::azure,
            Balancers::alibaba,
            Balancers::tencent,
            Balancers::huawei,
            Balancers::metallb,
            Balancers::kubeVip,
            Balancers::cilium);

    private final TrafficModel byDefault;

    /**
     * Balancers of an installation.
     *
     * @param byDefault the model of Services whose balancer is not recognized
     */
    public Balancers(TrafficModel byDefault) {
        this.byDefault = byDefault;
    }

    /**
     * The annotations of a Service by which balancers are detected: known keys, and one for each prefix. Longer values
     * are cut to one character more than is read. An object may have a quarter of a megabyte of other annotations.
     */
    public static Labels read(Labels annotations) {
        Set<String> seen = new HashSet<>();
        return annotations
                .only(key -> KEYS.contains(key)
                        || PREFIXES.stream().anyMatch(each -> key.startsWith(each) && seen.add(each)))
                .cut(LONGEST_VALUE + 1);
    }

    /** The model of a Service's balancer, and what else follows from the Service about it. */
    public ModelChoice of(Service service) {
        ModelChoice found = within(detect(service), service);
        Optional<String> override = service.annotations().get(OVERRIDE);
        if (override.isEmpty()) {
            return found;
        }
        return Optional.of(override.get())
                .filter(value -> !isTooLong(value))
                .flatMap(TrafficModel::of)
                .map(model -> found.as(model, OVERRIDE + " on the Service"))
                .orElseGet(() -> found.withProblem(byDefault, "the installation's default", problem(override.get())));
    }

    private static String problem(String value) {
        return OVERRIDE + " \"" + OneLine.of(value, LONGEST_QUOTE) + "\": expected "
                + String.join(", ", TrafficModel.WORDS)
                + ", of which zone-node and zone-pod take a node label after them";
    }

    private static boolean isTooLong(String value) {
        return value.length() > LONGEST_VALUE;
    }

    /**
     * Whether it matters for the traffic of a Service where its pods are: it gets traffic from outside of the cluster,
     * and that is not forwarded from node to node.
     */
    public boolean isConcernedWith(Service service) {
        return switch (service.exposure()) {
            case NONE -> false;
            case NODE_PORT -> service.local();
            case LOAD_BALANCER -> service.local() || of(service).targetsPods();
        };
    }

    /** Whether the balancer sends to a node with these labels at all. */
    public static boolean reaches(ModelChoice choice, Labels node) {
        // Where pods' own addresses are the targets, their nodes do not matter.
        return choice.targetsPods()
                || (!node.has(EXCLUDED_NODE) && choice.nodes().matches(node));
    }

    private ModelChoice detect(Service service) {
        if (service.exposure() == Service.Exposure.LOAD_BALANCER) {
            for (Function<Service, Optional<ModelChoice>> provider : PROVIDERS) {
                Optional<ModelChoice> choice = provider.apply(service);
                if (choice.isPresent()) {
                    return choice.get();
                }
            }
        }
        return ModelChoice.of(byDefault, "the installation's default");
    }

    // ---- which nodes

    private static ModelChoice within(ModelChoice found, Service service) {
        Labels annotations = service.annotations();
        String key = annotations.has(AWS_TARGET_NODES) ? AWS_TARGET_NODES : TENCENT_TARGET_NODES;
        String labels = annotations.get(key).orElse("");
        return isTooLong(labels)
                ? found.withProblem(
                        found.model(),
                        found.why(),
                        key + " \"" + OneLine.of(labels, LONGEST_QUOTE) + "\": expected at most " + LONGEST_VALUE
                                + " characters; it is not read")
                : found.within(equalities(labels));
    }

    /**
     * Parses {@code key=value,key=value}; anything else between commas is ignored, as the providers' controllers do.
     */
    private static Selector equalities(String value) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        for (String pair : value.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                requirements.add(new Selector.In(
                        pair.substring(0, equals).strip(),
                        List.of(pair.substring(equals + 1).strip())));
            }
        }
        return new Selector(requirements);
    }

    // ---- providers

    /** Elastic Load Balancing, "Cross-zone load balancing"; AWS Load Balancer Controller, "Service annotations". */
    private static Optional<ModelChoice> aws(Service service) {
        Labels notes = service.annotations();
        String balancer = service.balancerClass().orElse("");
        String type = notes.get(AWS + "type").orElse("");
        boolean isNetwork = balancer.equals("service.k8s.aws/nlb")
                || balancer.equals("eks.amazonaws.com/nlb")
                || List.of("external", "nlb", "nlb-ip").contains(type);
        if (!isNetwork && !hasAny(notes, AWS)) {
            return Optional.empty();
        }
        boolean crossZone = isTrue(notes, AWS + "cross-zone-load-balancing-enabled")
                || lists(notes, AWS + "attributes", CROSS_ZONE)
                || lists(notes, AWS + "target-group-attributes", CROSS_ZONE);
        boolean toPods = type.equals("nlb-ip")
                || notes.get(AWS + "nlb-target-type").orElse("").equals("ip");
        String what = "AWS " + (isNetwork ? "NLB with " + (toPods ? "IP" : "instance") + " targets" : "Classic ELB")
                + ", cross-zone " + (crossZone ? "on" : "off");
        if (toPods) {
            ModelChoice choice =
                    ModelChoice.of(crossZone ? POD_EVEN : ZONE_POD, what).toPods();
            return Optional.of(crossZone ? choice : choice.advising("cross-zone on makes it even for each pod"));
        }
        ModelChoice choice = ModelChoice.of(crossZone ? NODE_EVEN : ZONE_NODE, what);
        return Optional.of(
                isNetwork ? choice.advising("IP targets with cross-zone on make it even for each pod") : choice);
    }

    /** Google Kubernetes Engine, "About LoadBalancer Services": node weighting. */
    private static Optional<ModelChoice> google(Service service) {
        Labels notes = service.annotations();
        boolean weighted = notes.has("networking.gke.io/weighted-load-balancing", "pods-per-node");
        if (weighted) {
            return Optional.of(ModelChoice.of(POD_EVEN, "GKE weighted load balancing, pods-per-node"));
        }
        boolean google = service.balancerClass().orElse("").startsWith("networking.gke.io/l4-regional-")
                || hasAny(notes, "networking.gke.io/")
                || hasAny(notes, "cloud.google.com/");
        return google
                ? Optional.of(ModelChoice.of(NODE_EVEN, "a passthrough balancer of Google Cloud")
                        .advising(
                                "networking.gke.io/weighted-load-balancing: pods-per-node makes it even for each pod"))
                : Optional.empty();
    }

    /** Azure Load Balancer: distribution over the backend pool's nodes. */
    private static Optional<ModelChoice> azure(Service service) {
        return hasAny(service.annotations(), BETA + "azure-")
                ? Optional.of(ModelChoice.of(NODE_EVEN, "Azure's balancer"))
                : Optional.empty();
    }

    /** Container Service for Kubernetes, "Add annotations to a Service to configure CLB instances". */
    private static Optional<ModelChoice> alibaba(Service service) {
        Labels notes = service.annotations();
        boolean alibaba = service.balancerClass().orElse("").startsWith("alibabacloud.com/")
                || hasAny(notes, BETA + "alibaba-cloud-")
                || hasAny(notes, BETA + "alicloud-");
        if (notes.has(BETA + "backend-type", "eni")) {
            return Optional.of(ModelChoice.of(POD_EVEN, "Alibaba's balancer with ENI backends")
                    .toPods());
        }
        if (!alibaba) {
            return Optional.empty();
        }
        boolean weighted = notes.has(BETA + "alibaba-cloud-loadbalancer-scheduler", "wrr")
                || notes.has(BETA + "alicloud-loadbalancer-scheduler", "wrr");
        return Optional.of(
                weighted
                        ? ModelChoice.of(POD_EVEN, "Alibaba's balancer with scheduler wrr")
                        : ModelChoice.of(NODE_EVEN, "Alibaba's balancer without scheduler wrr")
                                .advising(
                                        BETA + "alibaba-cloud-loadbalancer-scheduler: wrr makes it even for each pod"));
    }

    /** Tencent Kubernetes Engine, "Service annotations". */
    private static Optional<ModelChoice> tencent(Service service) {
        Labels notes = service.annotations();
        String prefix = "service.cloud.tencent.com/local-svc-";
        if (isTrue(notes, prefix + "weighted-balance") && isTrue(notes, prefix + "only-bind-node-with-pod")) {
            return Optional.of(ModelChoice.of(POD_EVEN, "Tencent's weighted balance"));
        }
        boolean tencent = hasAny(notes, "service.cloud.tencent.com/") || hasAny(notes, "service.kubernetes.io/qcloud-");
        return tencent
                ? Optional.of(ModelChoice.of(NODE_EVEN, "Tencent's balancer without weighted balance")
                        .advising(prefix + "weighted-balance and " + prefix
                                + "only-bind-node-with-pod, both true, make it even for each pod"))
                : Optional.empty();
    }

    /** Cloud Container Engine, "Configuring LoadBalancer Services using annotations". */
    private static Optional<ModelChoice> huawei(Service service) {
        Labels notes = service.annotations();
        String weight = "kubernetes.io/elb.adaptive-weight";
        if (isTrue(notes, weight)) {
            return Optional.of(ModelChoice.of(POD_EVEN, "Huawei's adaptive weight"));
        }
        return hasAny(notes, "kubernetes.io/elb.")
                ? Optional.of(ModelChoice.of(NODE_EVEN, "Huawei's balancer without adaptive weight")
                        .advising(weight + ": true makes it even for each pod"))
                : Optional.empty();
    }

    /** MetalLB; its own objects say whether it announces by BGP or in layer 2 mode, the Service does not. */
    private static Optional<ModelChoice> metallb(Service service) {
        boolean metallb =
                hasAny(service.annotations(), "metallb.universe.tf/") || hasAny(service.annotations(), "metallb.io/");
        return metallb
                ? Optional.of(ModelChoice.of(NODE_EVEN, "MetalLB, taken to announce by BGP")
                        .advising("in layer 2 mode say " + OVERRIDE + ": " + SINGLE_NODE.word()))
                : Optional.empty();
    }

    /** kube-vip with services election notes on each Service which node has its address. */
    private static Optional<ModelChoice> kubeVip(Service service) {
        if (service.annotations().has("kube-vip.io/vipHost")) {
            return Optional.of(ModelChoice.of(SINGLE_NODE, "kube-vip with services election"));
        }
        boolean kubeVip = service.balancerClass().orElse("").startsWith("kube-vip.io/")
                || hasAny(service.annotations(), "kube-vip.io/");
        return kubeVip
                ? Optional.of(ModelChoice.of(NODE_EVEN, "kube-vip, taken to announce by BGP"))
                : Optional.empty();
    }

    /** Cilium, "BGP Control Plane" and "L2 Announcements", which says that Local does not work with the latter. */
    private static Optional<ModelChoice> cilium(Service service) {
        return switch (service.balancerClass().orElse("")) {
            case "io.cilium/bgp-control-plane" -> Optional.of(ModelChoice.of(NODE_EVEN, "Cilium's BGP control plane"));
            case "io.cilium/l2-announcer" ->
                Optional.of(ModelChoice.of(SINGLE_NODE, "Cilium's L2 announcements")
                        .advising("L2 announcements do not work with externalTrafficPolicy Local: announce by BGP"));
            default -> Optional.empty();
        };
    }

    private static boolean hasAny(Labels annotations, String prefix) {
        return annotations.hasPrefix(prefix);
    }

    private static boolean isTrue(Labels annotations, String key) {
        return annotations.has(key, "true");
    }

    private static boolean lists(Labels annotations, String key, String item) {
        return annotations
                .get(key)
                .filter(list ->
                        Stream.of(list.split(",", -1)).map(String::strip).anyMatch(item::equals))
                .isPresent();
    }
}
