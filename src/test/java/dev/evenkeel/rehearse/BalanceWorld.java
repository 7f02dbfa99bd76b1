package dev.evenkeel.rehearse;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import dev.evenkeel.traffic.Workload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A cluster with a Service and the Deployments behind it, perhaps with more Services for one of these, whose pods kube-scheduler's cycle places through a real arbiter.
 * Bindings happen some cycles after the choice, and the watch shows them later still.
 */
final class BalanceWorld implements Arbitration, Binder {
    private static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);
    private static final String NAMESPACE = "shop";
    private static final String DEPLOYMENT = "deployment";
    private static final Resources EACH = new Resources(100, 0, 1);

    private final SplittableRandom random;
    private final TrafficModel model;
    private final Arbiter arbiter;
    private final InProcessDriver driver = new InProcessDriver(RULES, this, this);
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, NodeRoom> rooms = new LinkedHashMap<>();
    /** By UID, in the order of their making; those of the Service only. */
    private final Map<String, PodObject> pods = new LinkedHashMap<>();
    /** Bound, and not shown so yet. */
    private final Deque<Pod> unshown = new ArrayDeque<>();

    private final Labels settings;
    private Moment now = new Moment(0);
    private long version = 1;
    private int made;

    /** A chosen node that is not bound yet. */
    private record Choice(PodObject pod, String node) {}

    BalanceWorld(long seed, TrafficModel model, boolean strict) {
        this.random = new SplittableRandom(seed);
        this.model = model;
        this.arbiter = new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, random.split());
        this.settings = Labels.of(
                strict
                        ? Map.of(Annotations.BALANCE, "on", Annotations.SPREAD, "required")
                        : Map.of(Annotations.BALANCE, "on"));
        addService("all", Labels.of("app", "web"));
        tell(new ClusterEvent.Synced());
    }

    /** A Service more, for the pods of one Deployment. */
    void addServiceFor(String deployment) {
        addService("for-" + deployment, Labels.of(DEPLOYMENT, deployment));
    }

    private void addService(String name, Labels selector) {
        tell(new ServiceEvent.ServiceChanged(new Service(
                NAMESPACE,
                name,
                1,
                Labels.of(Balancers.OVERRIDE, model.word()),
                selector,
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false)));
    }

    private void tell(ClusterEvent event) {
        arbiter.on(event, now);
    }

    // ---- nodes

    /** A node with room for so many pods of the Service. */
    void addNode(String name, String zone, int room) {
        Labels labels = Labels.of(Map.of(Topology.HOST, name, TrafficModel.ZONE, zone));
        putNode(new Node(name, version++, labels, true, false, new Resources(100L * room, 1L << 34, 110)));
    }

    void cordon(String name) {
        Node node = node(name);
        putNode(new Node(name, version++, node.labels(), true, true, node.allocatable()));
    }

    private void putNode(Node node) {
        nodes.put(node.name(), node);
        NodeRoom room = new NodeRoom(node);
        pods.values().stream().filter(pod -> isOn(pod, node.name())).forEach(pod -> room.take(EACH));
        rooms.put(node.name(), room);
        tell(new ClusterEvent.NodeChanged(node));
    }

    private Node node(String name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }

    private static boolean isOn(PodObject pod, String node) {
        return pod.pod().node().filter(node::equals).isPresent();
    }

    // ---- workloads and their pods

    /** A revision of a Deployment now wants so many pods in the end. */
    void wants(String deployment, int revision, int count) {
        tell(new ServiceEvent.WorkloadChanged(new Workload(
                uid(deployment, revision),
                NAMESPACE,
                version++,
                labels(uid(deployment, revision)),
                count,
                Optional.of(new Workload.Revision(deployment, revision)))));
    }

    private static String uid(String deployment, int revision) {
        return deployment + "#" + revision;
    }

    private static Labels labels(String controller) {
        return Labels.of(Map.of("app", "web", DEPLOYMENT, controller.split("#", 2)[0]));
    }

    /** The UIDs of a revision's pods. */
    List<String> podsOf(String deployment, int revision) {
        return pods.values().stream()
                .map(PodObject::pod)
                .filter(pod -> pod.controller()
                        .filter(uid(deployment, revision)::equals)
                        .isPresent())
                .map(pod -> pod.id().uid())
                .toList();
    }

    /** The UIDs of the pods on a node. */
    List<String> podsOn(String node) {
        return pods.values().stream()
                .filter(pod -> isOn(pod, node))
                .map(pod -> pod.pod().id().uid())
                .toList();
    }

    String controllerOf(String uid) {
        return Optional.ofNullable(pods.get(uid))
                .orElseThrow()
                .pod()
                .controller()
                .orElseThrow();
    }

    void delete(String uid) {
        PodObject gone = Optional.ofNullable(pods.remove(uid)).orElseThrow();
        gone.pod().node().ifPresent(node -> room(node).giveBack(EACH));
        unshown.removeIf(pod -> pod.id().uid().equals(uid));
        tell(new ClusterEvent.PodGone(gone.pod().id()));
    }

    PodObject make(String controller) {
        String name = "web-" + ++made;
        Pod pod = new Pod(
                new PodId(NAMESPACE, name, "uid-" + name),
                version++,
                labels(controller),
                settings,
                Optional.empty(),
                Pod.Phase.LIVE,
                EACH,
                List.of(),
                false,
                Pod.Scheduling.USUAL,
                Optional.of(controller));
        return new PodObject(pod, Labels.NONE);
    }

    /** Makes pods of a revision, and schedules them all. */
    void create(String deployment, int revision, int count) {
        List<PodObject> burst = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            burst.add(make(uid(deployment, revision)));
        }
        schedule(burst);
    }

    // ---- scheduling

    /** Schedules the pods, in this order, each once more if its binding is refused. */
    void schedule(List<PodObject> burst) {
        // A pod may be scheduled before the watch shows it here.
        burst.stream().filter(pod -> random.nextInt(10) > 0).forEach(pod -> tell(changed(pod.pod())));
        Deque<PodObject> queue = new ArrayDeque<>(burst);
        Deque<Choice> chosen = new ArrayDeque<>();
        int tries = 20 * burst.size();
        while (!queue.isEmpty() || !chosen.isEmpty()) {
            if (tries-- == 0) {
                throw new AssertionError(queue.size() + " pods find no place");
            }
            now = now.plus(Duration.ofMillis(5));
            if (!queue.isEmpty()) {
                cycle(queue, chosen);
            }
            while (!chosen.isEmpty() && (queue.isEmpty() || random.nextInt(3) == 0)) {
                bind(chosen.remove(), queue);
            }
            while (!unshown.isEmpty() && random.nextInt(3) == 0) {
                tell(changed(unshown.remove()));
            }
        }
        unshown.forEach(pod -> tell(changed(pod)));
        unshown.clear();
    }

    private static ClusterEvent changed(Pod pod) {
        return new ClusterEvent.PodChanged(RULES.read(pod));
    }

    private void cycle(Deque<PodObject> queue, Deque<Choice> chosen) {
        PodObject pod = queue.remove();
        List<NodeRoom> all = List.copyOf(rooms.values());
        SchedulingCycle cycle = new SchedulingCycle(pod, Optional.empty(), all, all.size(), random);
        SchedulingCycle.Step step = cycle.begin();
        while (true) {
            switch (step) {
                case SchedulingCycle.Step.AskFilter(List<String> asked) ->
                    step = cycle.filtered(driver.filter(pod, asked));
                case SchedulingCycle.Step.AskScores(List<String> asked) ->
                    step = cycle.scored(driver.prioritize(pod, asked));
                case SchedulingCycle.Step.Chosen(String node) -> {
                    room(node).take(EACH);
                    chosen.add(new Choice(pod, node));
                    return;
                }
                case SchedulingCycle.Step.Unschedulable unschedulable -> {
                    queue.add(pod);
                    return;
                }
                case SchedulingCycle.Step.Failed failed -> {
                    queue.add(pod);
                    return;
                }
            }
        }
    }

    private void bind(Choice choice, Deque<PodObject> queue) {
        PodObject pod = choice.pod();
        switch (driver.bind(pod.pod().id(), choice.node())) {
            case BindReply.Bound() -> {}
            case BindReply.Failed failed -> {
                room(choice.node()).giveBack(EACH);
                queue.add(pod);
                return;
            }
        }
        Pod bound = pod.pod()
                .edit()
                .version(version++)
                .node(Optional.of(choice.node()))
                .pod();
        pods.put(bound.id().uid(), pod.with(bound));
        unshown.add(bound);
    }

    private NodeRoom room(String node) {
        return Optional.ofNullable(rooms.get(node)).orElseThrow();
    }

    // ---- what came of it

    /** The busiest pod's share over the mean, of all pods. */
    double imbalance() {
        return Split.of(model, zones(), counts(pod -> true)).imbalance();
    }

    /** The same, of one Deployment's. */
    double imbalanceOf(String deployment) {
        return Split.of(model, zones(), counts(pod -> pod.labels().has(DEPLOYMENT, deployment)))
                .imbalance();
    }

    /**
     * What the best plan reaches.
     *
     * @param keeping whether the pods that are there now stay
     */
    double bound(int wanted, boolean keeping) {
        int[] counts = counts(pod -> true);
        int[] zones = zones();
        List<Site> sites = new ArrayList<>();
        int i = 0;
        for (Node node : nodes.values()) {
            int settled = keeping ? counts[i] : 0;
            long most = Math.min(
                    node.allocatable().milliCpu() / 100, node.allocatable().pods());
            int room = node.unschedulable() ? settled : (int) Math.min(strictly(most), wanted);
            sites.add(new Site(zones[i], Math.max(room, settled), settled, settled));
            i++;
        }
        return new Planner(PlanSettings.DEFAULTS).plan(model, wanted, sites).imbalance();
    }

    private long strictly(long most) {
        return settings.has(Annotations.SPREAD) ? Math.min(1, most) : most;
    }

    /** By node, in their order. */
    private int[] counts(Predicate<Pod> which) {
        return nodes.keySet().stream()
                .mapToInt(name -> (int) pods.values().stream()
                        .filter(pod -> which.test(pod.pod()) && isOn(pod, name))
                        .count())
                .toArray();
    }

    private int[] zones() {
        Map<String, Integer> numbers = new HashMap<>();
        return nodes.values().stream()
                .mapToInt(node -> numbers.computeIfAbsent(
                        node.labels().get(TrafficModel.ZONE).orElseThrow(), zone -> numbers.size()))
                .toArray();
    }

    // ---- ports

    @Override
    public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        return decision.apply(arbiter, now);
    }

    @Override
    public NodeTable nodes() {
        return arbiter.cluster().table();
    }

    @Override
    public BindOutcome bind(Permit permit) {
        return new BindOutcome.Bound();
    }

    @Override
    public PodReading read(String namespace, String name) {
        return new PodReading.Failed("nothing is read here");
    }
}
