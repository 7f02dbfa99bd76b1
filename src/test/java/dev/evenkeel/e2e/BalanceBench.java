package dev.evenkeel.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.e2e.TrafficShares.Model;
import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How even the traffic of many Services is that come at once, grow and shrink, and are rolled out: evenkeel beside the ways
 * that kube-scheduler has by itself, in turns on one control plane with real controllers. Where pods stand is read from the
 * API server, and their shares are possible here.
 *
 * <p>The nodes are twenty in zones of twelve, six and two. Each Service has two Deployments. Quality does not depend on how
 * busy the machine is.
 */
public final class BalanceBench implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "e2e", "balance-bench");
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int HANDS = 16;
    static final List<Integer> NODES_BY_ZONE = List.of(12, 6, 2);
    private static final List<String> ZONES = List.of("a", "b", "c");
    /** Nodes of three sizes, so that kube-scheduler's own scores pull at pods. */
    private static final int[] CORES = {16, 32, 64};

    /** How pods come to their nodes. */
    private enum Way {
        EVENKEEL("evenkeel", false),
        EVENKEEL_STRICT("evenkeel, spread: required", true),
        DEFAULT("default scheduler", false),
        HOSTNAME("hostname topologySpread, soft", false),
        HOSTNAME_ZONE("hostname + zone topologySpread, soft", false),
        ANTI_AFFINITY("preferred podAntiAffinity", false),
        REQUIRED("required podAntiAffinity", true);

        private final String words;
        /** Whether no two pods of a Deployment may be on one host. */
        private final boolean strict;

        Way(String words, boolean strict) {
            this.words = words;
            this.strict = strict;
        }

        boolean isEvenkeel() {
            return this == EVENKEEL || this == EVENKEEL_STRICT;
        }

        static Way of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** What happens to the Services, in this order. */
    private enum Stage {
        CREATED("created", "1.03 / 1.10", "1.15 / 1.60", "1.08 / 1.35"),
        SCALED("scaled", "1.10 / 1.35", "1.30 / 1.80", "1.20 / 1.60"),
        ROLLED_OUT("rolled out", "1.03 / 1.12", "1.18 / 1.65", "1.09 / 1.60");

        private final String words;
        private final String nodeEven;
        private final String zoneNode;
        private final String zonePod;

        Stage(String words, String nodeEven, String zoneNode, String zonePod) {
            this.words = words;
            this.nodeEven = nodeEven;
            this.zoneNode = zoneNode;
            this.zonePod = zonePod;
        }

        /** Mean and 95th percentile that evenkeel is to reach where there is room. */
        String goal(Model model) {
            return switch (model) {
                case NODE_EVEN -> nodeEven;
                case ZONE_NODE -> zoneNode;
                case ZONE_POD -> zonePod;
            };
        }
    }

    /** A way in a stage, for the models that it was measured for. */
    private record Row(Way way, Stage stage) {}

    private final Parameters parameters;
    private final ControlPlane controlPlane;
    private final LiveCluster cluster;
    private final long seed;
    private final int services;
    private final boolean full;
    private final boolean scaleDown;
    private final List<Stage> stages;
    private final List<Model> models;
    private final List<ServiceSize> usual = new ArrayList<>();
    private final List<ServiceSize> small = new ArrayList<>();
    private final Map<Row, Map<Model, Figure>> figures = new HashMap<>();
    /** How evenkeel's pods could stand at best once scaled, from where they stood. */
    private final Map<Way, Map<Model, Figure>> reachable = new EnumMap<>(Way.class);

    private int runs;

    private BalanceBench(Parameters parameters) {
        this.parameters = parameters;
        this.seed = parameters.number("SEED", 1);
        this.services = parameters.count("SERVICES", 40);
        this.full = parameters.text("ROOM", "plenty").equals("scarce");
        this.scaleDown = parameters.text("SCALE_DOWN", "on").equals("on");
        this.stages = Arrays.asList(Stage.values()).subList(0, parameters.count("STAGES", 3));
        this.models = parameters.words("MODELS", "node-even,zone-node,zone-pod").stream()
                .map(Model::of)
                .toList();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < services; i++) {
            usual.add(ServiceSize.by(random, parameters.count("MOST", 50)));
            small.add(ServiceSize.strict(random, parameters.count("MOST_STRICT", 10)));
        }
        this.controlPlane = ControlPlane.start(
                FOLDER,
                ControlPlane.Options.defaults()
                        .withQps(2_000)
                        .withFlags("kube-apiserver", "--delete-collection-workers=8"));
        this.cluster = controlPlane.cluster();
    }

    public static void main(String[] arguments) {
        try (var bench = new BalanceBench(Parameters.of(arguments))) {
            bench.run();
        }
    }

    private void run() {
        say(
                "%n%s, Kubernetes v%s, seed %d, %d Services, %d and %d pods, room %s%n",
                LocalDate.now(ZoneOffset.UTC),
                controlPlane.options().version(),
                seed,
                services,
                pods(usual, Stage.CREATED),
                pods(usual, Stage.SCALED),
                full ? "scarce" : "plenty");
        addNodes();
        var ways = parameters
                .words("CASES", "evenkeel,default,hostname,hostname-zone,anti-affinity,evenkeel-strict,required")
                .stream()
                .map(Way::of)
                .toList();
        if (ways.stream().anyMatch(Way::isEvenkeel)) {
            install();
        }
        for (var way : ways) {
            if (way.isEvenkeel()) {
                models.forEach(model -> play(way, List.of(model)));
            } else {
                play(way, models);
            }
        }
        print(ways);
    }

    private static int pods(List<ServiceSize> sizes, Stage stage) {
        return sizes.stream().mapToInt(size -> pods(size, stage)).sum();
    }

    private static int pods(ServiceSize size, Stage stage) {
        return stage == Stage.CREATED ? size.created() : size.scaled();
    }

    private List<ServiceSize> sizes(Way way) {
        return way.strict ? small : usual;
    }

    // ---- what runs

    private void addNodes() {
        int number = 0;
        for (int zone = 0; zone < NODES_BY_ZONE.size(); zone++) {
            for (int i = 0; i < NODES_BY_ZONE.get(zone); i++) {
                cluster.client()
                        .resource(node("node-" + ++number, ZONES.get(zone), CORES[i % CORES.length]))
                        .create();
            }
        }
        LiveCluster.await("usable nodes")
                .until(() -> cluster.nodes().stream()
                        .allMatch(node -> node.getSpec().getTaints().isEmpty()
                                && node.getStatus().getPhase() != null));
    }

    private static Node node(String name, String zone, int cores) {
        var room = Map.of(
                "cpu", new Quantity(Integer.toString(cores)),
                "memory", new Quantity(4 * cores + "Gi"),
                "pods", new Quantity("1000"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LiveCluster.HOSTNAME, name)
                .addToLabels(LiveCluster.ZONE, zone)
                .endMetadata()
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .endStatus()
                .build();
    }

    private void install() {
        controlPlane.manifests().withoutPods().forEach(cluster::apply);
        Installation.grantRoleAlone(cluster);
        var properties = new HashMap<>(parameters.pairs("EVENKEEL"));
        if (scaleDown) {
            Installation.allowScaleDown(cluster);
            properties.put("evenkeel.traffic.scale-down", "true");
        }
        var evenkeel = Installation.evenkeel(controlPlane, "evenkeel", Installation.account(controlPlane), properties);
        controlPlane.start(evenkeel.process());
        controlPlane.start(controlPlane.scheduler(
                Installation.SCHEDULER,
                controlPlane.manifests().scheduler().getCommand(),
                configuration().withExtenderPort(evenkeel.extenderPort()),
                controlPlane.serviceAccount(Manifests.NAMESPACE, Installation.POD_ACCOUNT)));
    }

    /** The shipped one, but for what the command line changes. */
    private SchedulerConfiguration configuration() {
        return SchedulerConfiguration.shipped().with(root -> {
            parameters
                    .given("WEIGHT")
                    .ifPresent(weight -> root.withArray("/extenders")
                            .forEach(extender -> ((ObjectNode) extender).put("weight", Integer.parseInt(weight))));
            if (parameters.text("SPREADING", "off").equals("on")) {
                ((ObjectNode) root.withArray("/profiles").get(0)).remove("pluginConfig");
            }
        });
    }

    // ---- a way through the stages

    private void play(Way way, List<Model> measured) {
        var namespace = cluster.namespace("run-" + ++runs);
        var sizes = sizes(way);
        try {
            for (var stage : stages) {
                if (stage == Stage.SCALED && way.isEvenkeel()) {
                    reckonReachable(namespace, way, measured.getFirst());
                    if (scaleDown) {
                        awaitCosts(namespace);
                    }
                }
                var started = System.nanoTime();
                switch (stage) {
                    case CREATED -> create(namespace, way, measured.getFirst());
                    case SCALED ->
                        forEachDeployment((name, index) -> cluster.scale(
                                namespace,
                                name,
                                name.startsWith("web")
                                        ? sizes.get(index).scaledWeb()
                                        : sizes.get(index).scaledCanary()));
                    case ROLLED_OUT -> forEachDeployment((name, index) -> cluster.rollOut(namespace, name));
                }
                awaitSettled(namespace);
                measure(namespace, way, stage, measured, (System.nanoTime() - started) / 1e9);
            }
        } finally {
            clear(namespace);
        }
    }

    /** A Deployment by its name and the number of its Service. */
    @FunctionalInterface
    private interface Deed {
        void to(String deployment, int service);
    }

    private void forEachDeployment(Deed deed) {
        atOnce(IntStream.range(0, services)
                .boxed()
                .flatMap(index ->
                        Stream.of("web-" + index, "canary-" + index).<Runnable>map(name -> () -> deed.to(name, index)))
                .toList());
    }

    private static void atOnce(List<Runnable> deeds) {
        try (var hands = Executors.newFixedThreadPool(HANDS)) {
            deeds.stream()
                    .map(deed -> CompletableFuture.runAsync(deed, hands))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    private void create(String namespace, Way way, Model model) {
        atOnce(IntStream.range(0, services)
                .<Runnable>mapToObj(index -> () -> cluster.create(namespace, service(index, model)))
                .toList());
        var sizes = sizes(way);
        forEachDeployment((name, index) -> {
            var size = sizes.get(index);
            int replicas = name.startsWith("web") ? size.web() : size.canary();
            cluster.create(namespace, workload(way, name, index).deployment(replicas));
        });
    }

    private static Service service(int index, Model model) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("service-" + index)
                .addToAnnotations("evenkeel.dev/traffic-model", model.word)
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withExternalTrafficPolicy("Local")
                .addToSelector("service", Integer.toString(index))
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private Workload workload(Way way, String name, int index) {
        var service = Integer.toString(index);
        var workload = Workload.named(name)
                .labelled("service", service)
                .requesting("cpu", milliCpu() + "m")
                .requesting("memory", "16Mi");
        return switch (way) {
            case EVENKEEL -> workload.onEvenkeel().balanced();
            case EVENKEEL_STRICT -> workload.onEvenkeel().balanced().spread("required");
            case DEFAULT -> workload;
            case HOSTNAME -> spread(workload, service, LiveCluster.HOSTNAME);
            case HOSTNAME_ZONE -> spread(spread(workload, service, LiveCluster.HOSTNAME), service, LiveCluster.ZONE);
            case ANTI_AFFINITY -> preferredAntiAffinity(workload, service);
            case REQUIRED -> workload.requiredAntiAffinity();
        };
    }

    /** Small pods; or such that the Services together need two fifths of all there is, and the smallest zone has a fifteenth. */
    private long milliCpu() {
        if (!full) {
            return 20;
        }
        long cores = NODES_BY_ZONE.stream().mapToLong(BalanceBench::cores).sum();
        return 1000 * cores * 2 / 5 / Math.max(pods(usual, Stage.CREATED), pods(usual, Stage.SCALED));
    }

    private static long cores(int nodes) {
        return IntStream.range(0, nodes)
                .mapToLong(node -> CORES[node % CORES.length])
                .sum();
    }

    private static Workload spread(Workload workload, String service, String key) {
        return workload.with(spec -> spec.addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey(key)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .addToMatchLabels("service", service)
                .endLabelSelector()
                .endTopologySpreadConstraint());
    }

    private static Workload preferredAntiAffinity(Workload workload, String service) {
        return workload.with(spec -> spec.withNewAffinity()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey(LiveCluster.HOSTNAME)
                .withNewLabelSelector()
                .addToMatchLabels("service", service)
                .endLabelSelector()
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity());
    }

    /** Until each Deployment has the pods that it wants, of its newest template, and none is on its way out. */
    private void awaitSettled(String namespace) {
        LiveCluster.await("all Deployments of " + namespace)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> cluster.client().apps().deployments().inNamespace(namespace).list().getItems().stream()
                                .allMatch(BalanceBench::isSettled)
                        && cluster.pods(namespace).stream().allMatch(BalanceBench::serves));
    }

    /** Evenkeel gives deletion costs to half of a Deployment's pods, five a second in all. */
    private void awaitCosts(String namespace) {
        LiveCluster.await("deletion costs in " + namespace)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    var missing = new HashMap<String, Integer>();
                    for (var pod : cluster.pods(namespace)) {
                        var annotations = pod.getMetadata().getAnnotations();
                        boolean costs = annotations != null && annotations.containsKey(Annotations.DELETION_COST);
                        missing.merge(pod.getMetadata().getLabels().get("app"), costs ? -1 : 1, Integer::sum);
                    }
                    return missing.values().stream().allMatch(count -> count <= 0);
                });
    }

    private static boolean isSettled(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        int wanted = deployment.getSpec().getReplicas();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && Stream.of(status.getReplicas(), status.getUpdatedReplicas(), status.getAvailableReplicas())
                        .allMatch(count -> count != null && count == wanted);
    }

    /** Ready, and not being deleted. */
    private static boolean serves(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && LiveCluster.isBound(pod)
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private void clear(String namespace) {
        var client = cluster.client();
        client.apps().deployments().inNamespace(namespace).delete();
        client.services().inNamespace(namespace).delete();
        LiveCluster.await("no pods in " + namespace).atMost(PATIENCE).until(() -> {
            client.apps().replicaSets().inNamespace(namespace).delete();
            try {
                client.raw("/api/v1/namespaces/%s/pods?gracePeriodSeconds=0".formatted(namespace), "DELETE", null);
            } catch (KubernetesClientException e) {
                // Deleting many at once may take longer than a client waits; it goes on all the same.
            }
            return cluster.pods(namespace).isEmpty();
        });
    }

    // ---- what came of it

    private void measure(String namespace, Way way, Stage stage, List<Model> measured, double seconds) {
        var zones = cluster.nodes().stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        node -> node.getMetadata().getLabels().get(LiveCluster.ZONE)));
        var pods = cluster.pods(namespace);
        var byService = new TreeMap<Integer, Map<String, Integer>>();
        for (var pod : pods) {
            byService
                    .computeIfAbsent(
                            Integer.parseInt(pod.getMetadata().getLabels().get("service")), first -> new HashMap<>())
                    .merge(pod.getSpec().getNodeName(), 1, Integer::sum);
        }
        var shares = byService.values().stream()
                .map(byNode -> new TrafficShares(byNode, zones))
                .toList();
        say(
                "%s, %s: %d pods of %d Services after %.0f s%s",
                way.words,
                stage.words,
                pods.size(),
                shares.size(),
                seconds,
                way.strict ? ", %d wrong".formatted(wrong(pods)) : "");
        for (var model : measured) {
            var figure = Figure.of(shares.stream().map(each -> each.imbalance(model)));
            figures.computeIfAbsent(new Row(way, stage), first -> new EnumMap<>(Model.class))
                    .put(model, figure);
            say("  %s: %s", model.word, figure);
            sayWorst(way, model, shares);
        }
    }

    private void reckonReachable(String namespace, Way way, Model model) {
        var sizes = sizes(way);
        var nodes = cluster.nodes();
        var pods = cluster.pods(namespace);
        var values = IntStream.range(0, services).parallel().mapToObj(index -> {
            var size = sizes.get(index);
            var scaling = new BestScaling(places(nodes, pods, index), size.fewerWeb(), size.fewerCanary(), size.more());
            return scaling.imbalance(model);
        });
        reachable.computeIfAbsent(way, first -> new EnumMap<>(Model.class)).put(model, Figure.of(values));
    }

    private static List<BestScaling.Place> places(List<Node> nodes, List<Pod> pods, int service) {
        return nodes.stream()
                .map(node -> new BestScaling.Place(
                        node.getMetadata().getLabels().getOrDefault(LiveCluster.ZONE, ""),
                        count(pods, "web-" + service, node),
                        count(pods, "canary-" + service, node)))
                .toList();
    }

    private static int count(List<Pod> pods, String app, Node node) {
        return (int) pods.stream()
                .filter(pod -> app.equals(pod.getMetadata().getLabels().get("app"))
                        && node.getMetadata().getName().equals(pod.getSpec().getNodeName()))
                .count();
    }

    /** Pods that share a host with one of the same Deployment. */
    private static int wrong(List<Pod> pods) {
        var taken = new HashSet<String>();
        return (int) pods.stream()
                .filter(pod -> !taken.add(pod.getMetadata().getLabels().get("app") + " "
                        + pod.getSpec().getNodeName()))
                .count();
    }

    private void sayWorst(Way way, Model model, List<TrafficShares> shares) {
        shares.stream()
                .sorted(Comparator.comparingDouble(each -> -each.imbalance(model) / best(way, model, each.pods())))
                .limit(parameters.number("WORST", 0))
                .forEach(each -> say(
                        "    %.2f, at best %.2f: %d pods, %s",
                        each.imbalance(model), best(way, model, each.pods()), each.pods(), each.picture()));
    }

    private double best(Way way, Model model, int pods) {
        return new BestTraffic(NODES_BY_ZONE, way.strict ? 2 : pods).imbalance(model, pods);
    }

    private void print(List<Way> ways) {
        say("%n| | stage | %s |", models.stream().map(model -> model.word).collect(Collectors.joining(" | ")));
        say("|---|---|%s", "---|".repeat(models.size()));
        for (var way : ways) {
            for (var stage : stages) {
                var row = figures.getOrDefault(new Row(way, stage), Map.of());
                say("| %s | %s | %s |", way.words, stage.words, columns(model -> String.valueOf(row.get(model))));
            }
        }
        for (var way : ways.stream().filter(Way::isEvenkeel).toList()) {
            for (var stage : stages) {
                say(
                        "| best possible%s | %s | %s |",
                        way.strict ? ", spread: required" : "",
                        stage.words,
                        columns(model -> Figure.of(sizes(way).stream().map(size -> best(way, model, pods(size, stage))))
                                .toString()));
            }
            if (stages.contains(Stage.SCALED)) {
                say(
                        "| best possible from where they stood%s | scaled | %s |",
                        way.strict ? ", spread: required" : "",
                        columns(model -> String.valueOf(
                                reachable.getOrDefault(way, Map.of()).get(model))));
            }
        }
        if (ways.contains(Way.EVENKEEL) && !full) {
            for (var stage : stages) {
                say("| **goal** | %s | %s |", stage.words, columns(stage::goal));
            }
        }
    }

    private String columns(Function<Model, String> column) {
        return models.stream().map(column).collect(Collectors.joining(" | "));
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
        System.out.flush();
    }

    @Override
    public void close() {
        controlPlane.close();
    }
}
