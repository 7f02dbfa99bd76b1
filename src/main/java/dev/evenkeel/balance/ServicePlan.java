package dev.evenkeel.balance;

import dev.evenkeel.api.Scores;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.objects.Versions;
import dev.evenkeel.planner.KeptPlan;
import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.slots.Target;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import dev.evenkeel.traffic.Workload;
import dev.evenkeel.traffic.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the pods of one Service should go: the plan for its balancer's model, kept while it holds, over the nodes that its
 * pods were asked about in the last ten minutes and those that they are on.
 *
 * <p>A pod counts from the permit on. Those of an older revision of a Deployment do not count, and their places are thought
 * free: the plan is for the state after the live-out.
 */
public final class ServicePlan {
    /** The plans that there are, and how often the room that one of them keeps has become another. */
    interface Plans {
        Collection<ServicePlan> all();

        long promises();

        void promisesChanged();
    }

    /** Nodes are remembered for one to two of these. */
    private static final Duration TURN = Duration.ofMinutes(5);

    private final ModelChoice choice;
    private final Cluster cluster;
    private final Workloads workloads;
    private final Planner planner;
    private final String namespace;
    private final Selector selector;
    private final Population population;
    /** Where waiting pods of the Service were told to go. */
    private final Tally hints;
    /** Keeps the division into zones up to date. */
    private final Tally zones;
    /** Where its pods are, whatever becomes of them. */
    private final Tally placed;
    /** Its pods, counted. */
    private final LiveServicePods live;
    /** By number, the nodes that lacked pods when the plan was last looked at, and how many they shall have. */
    private final Map<Integer, Integer> promised = new HashMap<>();
    /** What the hungriest of its pods asks for. */
    private Resources each = Resources.NONE;

    private NodeSet asked = new NodeSet();
    private NodeSet askedBefore = new NodeSet();
    /** Of the table that all numbers of nodes are from that are kept here. */
    private long generation;

    private @Nullable Moment turned;

    private KeptPlan kept;
    private @Nullable Scene scene;
    private long opened;
    private long taken;
    private NodeSet sites = new NodeSet();
    private List<Workload> behind = List.of();
    private long behindAsOf = -1;
    /** By number, the versions of nodes that it was looked at whether the balancer reaches them. */
    private long[] looked = {};

    private boolean[] reached = {};

    ServicePlan(
            Service service,
            ModelChoice choice,
            Cluster cluster,
            Workloads workloads,
            Planner planner,
            ConstraintIndex index) {
        this.choice = choice;
        this.cluster = cluster;
        this.workloads = workloads;
        this.planner = planner;
        this.namespace = service.namespace();
        this.selector = Selector.of(service.selector());
        this.population = new Population.Matching(namespace, selector);
        this.hints = cluster.tallies().carrierTally(Topology.HOST);
        this.zones = cluster.tallies().carrierTally(choice.model().topologyKey().orElse(TrafficModel.ZONE));
        this.placed = cluster.tallies().acquire(group());
        this.live = new LiveServicePods(cluster, workloads, group(), index);
        this.kept = new KeptPlan(planner);
        this.generation = cluster.table().generation();
    }

    /** The group that it counts. */
    public Tally.Key group() {
        return new Tally.Key(population, Topology.HOST);
    }

    /** The group that a plan for this Service counts. */
    public static Tally.Key group(Service service) {
        return new Tally.Key(service.namespace(), Selector.of(service.selector()), Topology.HOST);
    }

    /** Ends the counting; nobody asks for the plan any more. */
    void close() {
        cluster.tallies().drop(hints);
        cluster.tallies().drop(zones);
        live.close();
        cluster.tallies().release(group());
    }

    // ---- which nodes

    void asked(NodeSet nodes, Moment now) {
        turn(now);
        forgetReused();
        asked.addAll(nodes);
    }

    /** The nodes that were asked about in the last ten minutes, at least five, as a set of the caller's own. */
    public NodeSet askedLately() {
        forgetReused();
        NodeSet nodes = asked.copy();
        nodes.addAll(askedBefore);
        return nodes;
    }

    /**
     * What is kept of nodes whose numbers are others' now is not about these. The kept plan is: it holds for any nodes that are
     * alike.
     */
    private void forgetReused() {
        NodeTable table = cluster.table();
        if (generation != table.generation()) {
            NodeSet reused = table.reusedSince(generation);
            generation = table.generation();
            asked.removeAll(reused);
            askedBefore.removeAll(reused);
            promised.keySet().removeIf(reused::contains);
            reused.stream()
                    .takeWhile(number -> number < looked.length)
                    .forEach(number -> looked[number] = Versions.UNKNOWN);
        }
    }

    boolean isIdle(Moment now) {
        turn(now);
        return asked.isEmpty() && askedBefore.isEmpty();
    }

    private void turn(Moment now) {
        if (turned == null) {
            turned = now;
        }
        while (!now.isBefore(turned.plus(TURN))) {
            turned = turned.plus(TURN);
            askedBefore = asked;
            asked = new NodeSet();
        }
    }

    // ---- the plan

    /** The pods and nodes that a plan is about, as they are until something changes. */
    private static final class Scene {
        final long asOf;
        final NodeSet asked;
        final ServicePods servicePods;
        final int[] numbers;
        final int pods;
        final List<Site> sites;

        Scene(long asOf, NodeSet asked, ServicePods servicePods, int[] numbers, int pods, List<Site> sites) {
            this.asOf = asOf;
            this.asked = asked;
            this.servicePods = servicePods;
            this.numbers = numbers;
            this.pods = pods;
            this.sites = sites;
        }
    }

    /**
     * The plan that has to be made before {@link #target} is asked, or it makes it itself; empty if the one at hand holds.
     *
     * @param others the plans that there are, this one included
     */
    Optional<Planning> open(Plans others) {
        Scene now = scene(others);
        if (kept.holds(choice.model(), now.pods, now.sites)) {
            return Optional.empty();
        }
        opened++;
        return Optional.of(new Planning(this, kept, opened, planner, choice.model(), now.pods, now.sites));
    }

    /** Looks at pods and nodes; {@link #target} goes by that as long as nothing changes. */
    void look(Plans others) {
        scene(others);
    }

    /** Takes the plan, unless nodes are others by now, or one that was asked for later is known. */
    void take(Planning.Made made) {
        if (made.planning.keeper() == kept && made.planning.number() > taken) {
            taken = made.planning.number();
            made.keep();
        }
    }

    /** Whether a plan is at hand, and a better one would have cost too much. */
    public boolean isCoarse() {
        return kept.isCoarse();
    }

    /**
     * What the Service wants of the nodes.
     *
     * @param others the plans that there are, this one included
     */
    ServiceTarget target(Plans others) {
        Scene now = scene(others);
        Plan plan = kept.plan(choice.model(), now.pods, now.sites);
        int[] places = new int[cluster.table().size()];
        IntStream.range(0, now.numbers.length).forEach(i -> places[now.numbers[i]] = plan.podsOn(i));
        if (promise(places, now.servicePods)) {
            others.promisesChanged();
        }
        return new ServiceTarget(places, now.servicePods.pinnedBelow(places.length), hints);
    }

    /** Its pods as of now, counted; another count when this is asked again. */
    public ServicePods servicePods() {
        return live.current(behind());
    }

    /** How many waiting pods were told to go somewhere by the plan. */
    public int assigned() {
        return hints.total();
    }

    /** Looks at what has changed of its pods, and at nodes, unless nothing has changed since it last did. */
    private Scene scene(Plans others) {
        long asOf = cluster.changes() + workloads.changes() + others.promises();
        NodeSet lately = askedLately();
        if (scene == null || scene.asOf != asOf || !scene.asked.equals(lately)) {
            scene = scene(asOf, lately, others);
        }
        return scene;
    }

    private Scene scene(long asOf, NodeSet lately, Plans others) {
        ServicePods servicePods = servicePods();
        NodeSet nodes = lately.copy();
        nodes.addAll(servicePods.nodes());
        if (!nodes.equals(sites)) {
            sites = nodes;
            kept = new KeptPlan(planner);
        }
        Map<Integer, Resources> promised = promisedByOthers(others.all());
        int[] numbers = nodes.stream().toArray();
        long[] room = IntStream.of(numbers)
                .mapToLong(node -> room(node, servicePods, promised.getOrDefault(node, Resources.NONE)))
                .toArray();
        int idle = IntStream.of(numbers)
                .filter(node -> !isReached(node))
                .map(servicePods::pinned)
                .sum();
        // More than there is room for changes nothing of a plan.
        int expected = (int)
                Math.min(servicePods.expected(), idle + LongStream.of(room).sum());
        List<Site> planned = new ArrayList<>(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            planned.add(site(numbers[i], servicePods, (int) Math.min(expected, room[i])));
        }
        return new Scene(asOf, lately, servicePods, numbers, expected - idle, List.copyOf(planned));
    }

    // ---- room for what is still to come

    /**
     * Keeps the room where pods of this Service are still to come: its plan would not hold if others took it.
     *
     * @return whether it is other room than before
     */
    private boolean promise(int[] places, ServicePods servicePods) {
        Map<Integer, Integer> before = Map.copyOf(promised);
        Resources eachBefore = each;
        promised.clear();
        for (int node = 0; node < places.length; node++) {
            if (places[node] > servicePods.pinned(node)) {
                promised.put(node, places[node]);
            }
        }
        each = servicePods.each();
        return !promised.equals(before) || !each.equals(eachBefore);
    }

    private Map<Integer, Resources> promisedByOthers(Collection<ServicePlan> all) {
        Map<Integer, Resources> others = new HashMap<>();
        for (ServicePlan other : all) {
            // What is cheap to see comes first: most Services lack nobody.
            if (other != this && other.lacksPods() && other.awaitsPods() && !sharesPodsWith(other)) {
                other.addPromised(others);
            }
        }
        return others;
    }

    /** Whether it has promised room that none of its pods has taken yet. */
    private boolean lacksPods() {
        for (Map.Entry<Integer, Integer> there : promised.entrySet()) {
            if (there.getValue() > placed.countAt(there.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Whether there may be somebody to come: workloads may be gone since, or want nobody. */
    private boolean awaitsPods() {
        return placed.members() > 0 || behind().stream().anyMatch(workload -> workload.pods() > 0);
    }

    /** Pods that have come since the plan was made use the room themselves. */
    private void addPromised(Map<Integer, Resources> sum) {
        forgetReused();
        promised.forEach((node, planned) -> {
            int missing = planned - placed.countAt(node);
            if (missing > 0) {
                sum.merge(node, each.times(missing), Resources::plus);
            }
        });
    }

    /** What one keeps for pods that both are about is not kept from the other. */
    private boolean sharesPodsWith(ServicePlan other) {
        return namespace.equals(other.namespace)
                && !selector.excludes(other.selector)
                && (cluster.shareAPod(population, other.population) || !Collections.disjoint(uids(), other.uids()));
    }

    private Set<String> uids() {
        return behind().stream().map(Workload::uid).collect(Collectors.toSet());
    }

    /** The workloads that make its pods, as of now. */
    public List<Workload> behind() {
        long changed = workloads.changes(namespace, selector);
        if (behindAsOf != changed) {
            behindAsOf = changed;
            behind = workloads.current(namespace, selector);
        }
        return behind;
    }

    /**
     * How many pods there can be on the node that get traffic, those included that are there. Where the balancer does not send to
     * there is no room, and who is there gets nothing and needs no part of the plan.
     */
    private long room(int node, ServicePods servicePods, Resources promised) {
        long more = takesPods(node) ? servicePods.slots(node, servicePods.fitting(cluster, node, promised)) : 0;
        return pinned(node, servicePods) + more;
    }

    private int pinned(int node, ServicePods servicePods) {
        return isReached(node) ? servicePods.pinned(node) : 0;
    }

    private Site site(int node, ServicePods servicePods, int room) {
        int pinned = pinned(node, servicePods);
        int zone = zones.topology().domain(node);
        return new Site(zone == Topology.NO_DOMAIN ? Site.NO_ZONE : zone, room, pinned, pinned);
    }

    /** Whether a further pod can come to the node and gets traffic there. */
    private boolean takesPods(int number) {
        return isReached(number)
                && cluster.nodes().contains(number)
                && cluster.node(number).filter(node -> !node.unschedulable()).isPresent();
    }

    /** Whether the balancer sends to the node. */
    private boolean isReached(int number) {
        if (number >= looked.length) {
            looked = Arrays.copyOf(looked, cluster.table().size());
            reached = Arrays.copyOf(reached, cluster.table().size());
        }
        @Nullable Node node = cluster.node(number).orElse(null);
        if (node == null) {
            return false;
        }
        // Labels are looked through once for each version of a node.
        if (looked[number] != node.version() || node.version() == Versions.UNKNOWN) {
            looked[number] = node.version();
            reached[number] = Balancers.reaches(choice, node.labels());
        }
        return reached[number];
    }

    /** What a Service wants of the nodes at this moment. */
    public static final class ServiceTarget implements Target {
        /** The score of a node that lacks a pod, beside which preferred terms have their say. */
        static final int LACKS = 7;
        /** The score of a node that shall serve, and has all the pods that it should have. */
        static final int SERVES = 3;

        /** By number of the node, how many pods should be there. */
        private final int[] planned;
        /** By number of the node, how many are. */
        private final int[] pinned;
        /** For how many more waiting pods were told to go there. */
        private final Tally hints;

        ServiceTarget(int[] planned, int[] pinned, Tally hints) {
            this.planned = planned;
            this.pinned = pinned;
            this.hints = hints;
        }

        @Override
        public Tally hints() {
            return hints;
        }

        /** Whether the node should have more pods than it has, or others were told to go there. */
        @Override
        public boolean lacks(int node) {
            return planned(node) > pods(node);
        }

        /** How many pods should be on the node. */
        public int planned(int node) {
            return node < planned.length ? planned[node] : 0;
        }

        /** Its pods there, those included that were told to go there. */
        @Override
        public int pods(int node) {
            return (node < pinned.length ? pinned[node] : 0) + hints.countAt(node);
        }

        /** How well the node suits a further pod. */
        @Override
        public int score(int node) {
            if (lacks(node)) {
                return LACKS;
            }
            return planned(node) > 0 ? SERVES : Scores.WORST;
        }
    }
}
