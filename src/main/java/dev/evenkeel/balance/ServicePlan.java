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
 * Where the pods of one Service should be: the plan for its balancer's model, kept while it holds. It covers the nodes
 * that kube-scheduler asked about for the Service's pods in the last ten minutes, and those that its pods are on.
 *
 * <p>A pod counts from its permit on. Pods of an older revision of a Deployment do not count, and their places count as
 * free: the plan is for the state after the roll-out.
 */
public final class ServicePlan {
    /** All plans, and a counter of changes of the room that they keep for pods still to be placed. */
    interface Plans {
        Collection<ServicePlan> all();

        long promises();

        void promisesChanged();
    }

    /** Nodes are kept in two generations, of which the older is dropped after this time: for 5 to 10 minutes each. */
    private static final Duration ROTATION = Duration.ofMinutes(5);

    private final ModelChoice choice;
    private final Cluster cluster;
    private final Workloads workloads;
    private final Planner planner;
    private final String namespace;
    private final Selector selector;
    private final Population population;
    /** The nodes that waiting pods of the Service are assigned to. */
    private final Tally hints;
    /** Keeps the division into zones up to date. */
    private final Tally zones;
    /** Where its pods are, those included that are being deleted or replaced. */
    private final Tally placed;
    /** Its pods, counted. */
    private final LiveServicePods live;
    /** By number of the node, how many pods it should have; only nodes that lacked pods when the plan was last used. */
    private final Map<Integer, Integer> promised = new HashMap<>();
    /** The largest requests of its pods, for each resource by itself. */
    private Resources each = Resources.NONE;

    private NodeSet asked = new NodeSet();
    private NodeSet askedBefore = new NodeSet();
    /** The generation of the node table that the numbers kept here are from. */
    private long generation;

    private @Nullable Moment rotated;

    private KeptPlan kept;
    private @Nullable Snapshot snapshot;
    private long opened;
    private long taken;
    private NodeSet sites = new NodeSet();
    private List<Workload> behind = List.of();
    private long behindAsOf = -1;
    /** By number, the version of the node for which {@code reached} says whether the balancer reaches it. */
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
        this.zones = cluster.tallies().carrierTally(choice.model().zoneLabel());
        this.placed = cluster.tallies().acquire(group());
        this.live = new LiveServicePods(cluster, workloads, group(), index);
        this.kept = new KeptPlan(planner);
        this.generation = cluster.table().generation();
    }

    /** The group of pods that it counts. */
    public Tally.Key group() {
        return new Tally.Key(population, Topology.HOST);
    }

    /** The group of pods that a plan for this Service counts. */
    public static Tally.Key group(Service service) {
        return new Tally.Key(service.namespace(), Selector.of(service.selector()), Topology.HOST);
    }

    /** Ends the counting; the plan must not be used any more. */
    void close() {
        cluster.tallies().drop(hints);
        cluster.tallies().drop(zones);
        live.close();
        cluster.tallies().release(group());
    }

    // ---- which nodes

    /** Notes the nodes that kube-scheduler asks about for a pod of the Service. */
    void asked(NodeSet nodes, Moment now) {
        rotate(now);
        forgetReused();
        asked.addAll(nodes);
    }

    /** The nodes that kube-scheduler asked about in the last 5 to 10 minutes; the caller's own. */
    public NodeSet recentCandidates() {
        forgetReused();
        NodeSet nodes = asked.copy();
        nodes.addAll(askedBefore);
        return nodes;
    }

    /**
     * Forgets what is kept of nodes whose numbers now belong to other nodes. The plan is kept: it holds for any nodes
     * with the same sites.
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

    /** Whether kube-scheduler has not asked about pods of the Service in the last ten minutes. */
    boolean isIdle(Moment now) {
        rotate(now);
        return asked.isEmpty() && askedBefore.isEmpty();
    }

    private void rotate(Moment now) {
        if (rotated == null) {
            rotated = now;
        }
        while (!now.isBefore(rotated.plus(ROTATION))) {
            rotated = rotated.plus(ROTATION);
            askedBefore = asked;
            asked = new NodeSet();
        }
    }

    // ---- the plan

    /** The pods and nodes that a plan is about, valid until something changes. */
    private static final class Snapshot {
        final long asOf;
        final NodeSet asked;
        final ServicePods servicePods;
        final int[] numbers;
        final int pods;
        final List<Site> sites;

        Snapshot(long asOf, NodeSet asked, ServicePods servicePods, int[] numbers, int pods, List<Site> sites) {
            this.asOf = asOf;
            this.asked = asked;
            this.servicePods = servicePods;
            this.numbers = numbers;
            this.pods = pods;
            this.sites = sites;
        }
    }

    /**
     * The plan that has to be made so that {@link #target} need not make it itself; empty if the kept one holds.
     *
     * @param others all plans, this one included
     */
    Optional<Planning> open(Plans others) {
        Snapshot now = snapshot(others);
        if (kept.holds(choice.model(), now.pods, now.sites)) {
            return Optional.empty();
        }
        opened++;
        return Optional.of(new Planning(this, kept, opened, planner, choice.model(), now.pods, now.sites));
    }

    /** Takes a snapshot of pods and nodes, which {@link #target} uses as long as nothing changes. */
    void look(Plans others) {
        snapshot(others);
    }

    /** Keeps the plan, unless the nodes have changed since, or a plan of a later request is kept already. */
    void take(Planning.Made made) {
        if (made.planning.keeper() == kept && made.planning.number() > taken) {
            taken = made.planning.number();
            made.keep();
        }
    }

    /** Whether there is a plan and it is a coarse one ({@link Plan#isCoarse}). */
    public boolean isCoarse() {
        return kept.isCoarse();
    }

    /**
     * How many pods the Service should have on which nodes.
     *
     * @param others all plans, this one included
     */
    ServiceTarget target(Plans others) {
        Snapshot now = snapshot(others);
        Plan plan = kept.plan(choice.model(), now.pods, now.sites);
        int[] places = new int[cluster.table().size()];
        IntStream.range(0, now.numbers.length).forEach(i -> places[now.numbers[i]] = plan.podsOn(i));
        if (promise(places, now.servicePods)) {
            others.promisesChanged();
        }
        return new ServiceTarget(places, now.servicePods.pinnedBelow(places.length), hints);
    }

    /** Its pods as of now, counted; updated by the next call. */
    public ServicePods servicePods() {
        return live.current(behind());
    }

    /** How many waiting pods are assigned to a node by the plan. */
    public int assigned() {
        return hints.total();
    }

    /** The last snapshot if nothing has changed since; otherwise a new one. */
    private Snapshot snapshot(Plans others) {
        long asOf = cluster.changes() + workloads.changes() + others.promises();
        NodeSet candidates = recentCandidates();
        if (snapshot == null || snapshot.asOf != asOf || !snapshot.asked.equals(candidates)) {
            snapshot = snapshot(asOf, candidates, others);
        }
        return snapshot;
    }

    private Snapshot snapshot(long asOf, NodeSet candidates, Plans others) {
        ServicePods servicePods = servicePods();
        NodeSet nodes = candidates.copy();
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
        // More pods than there is room for do not change a plan.
        int expected = (int)
                Math.min(servicePods.expected(), idle + LongStream.of(room).sum());
        List<Site> planned = new ArrayList<>(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            planned.add(site(numbers[i], servicePods, (int) Math.min(expected, room[i])));
        }
        return new Snapshot(asOf, candidates, servicePods, numbers, expected - idle, List.copyOf(planned));
    }

    // ---- room for pods still to be placed

    /**
     * Notes where pods of this Service are still to be placed, so that plans of other Services leave that room: this
     * plan would not hold if they took it.
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
            // The cheap check comes first: most Services lack no pods.
            if (other != this && other.lacksPods() && other.awaitsPods() && !sharesPodsWith(other)) {
                other.addPromised(others);
            }
        }
        return others;
    }

    /** Whether it keeps room that none of its pods has taken yet. */
    private boolean lacksPods() {
        for (Map.Entry<Integer, Integer> there : promised.entrySet()) {
            if (there.getValue() > placed.countAt(there.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Whether pods may still be created: its workloads may have been deleted since, or want no pods. */
    private boolean awaitsPods() {
        return placed.members() > 0 || behind().stream().anyMatch(workload -> workload.pods() > 0);
    }

    /** Adds the room that it keeps; pods placed since the plan was made use theirs already. */
    private void addPromised(Map<Integer, Resources> sum) {
        forgetReused();
        promised.forEach((node, planned) -> {
            int missing = planned - placed.countAt(node);
            if (missing > 0) {
                sum.merge(node, each.times(missing), Resources::plus);
            }
        });
    }

    /** Whether both plans are about some of the same pods: the room that one keeps for these is the other's too. */
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
     * How many pods that get traffic there can be on the node, those that are there included. A node that the balancer
     * does not send to has no room, and its pods are no part of the plan.
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

    /** Whether a further pod can be placed on the node and gets traffic there. */
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
        // Labels are evaluated once for each version of a node.
        if (looked[number] != node.version() || node.version() == Versions.UNKNOWN) {
            looked[number] = node.version();
            reached[number] = Balancers.reaches(choice, node.labels());
        }
        return reached[number];
    }

    /** How many pods a Service should have on which nodes, at one moment. */
    public static final class ServiceTarget implements Target {
        /** The score of a node that lacks a pod; preferred terms add to it. */
        static final int LACKS = 7;
        /** The score of a node that should serve and has all the pods that it should have. */
        static final int SERVES = 3;

        /** By number of the node, how many pods should be there. */
        private final int[] planned;
        /** By number of the node, how many pods stay there. */
        private final int[] pinned;
        /** The nodes that waiting pods are assigned to. */
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

        /** Whether the node should have more pods than it has and than are assigned to it. */
        @Override
        public boolean lacks(int node) {
            return planned(node) > pods(node);
        }

        /** How many pods should be on the node. */
        public int planned(int node) {
            return node < planned.length ? planned[node] : 0;
        }

        /** How many pods the Service has on the node, waiting pods included that are assigned to it. */
        @Override
        public int pods(int node) {
            return (node < pinned.length ? pinned[node] : 0) + hints.countAt(node);
        }

        /** How well the node suits a further pod: {@link #LACKS}, {@link #SERVES} or {@link Scores#WORST}. */
        @Override
        public int score(int node) {
            if (lacks(node)) {
                return LACKS;
            }
            return planned(node) > 0 ? SERVES : Scores.WORST;
        }
    }
}
