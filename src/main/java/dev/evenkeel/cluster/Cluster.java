package dev.evenkeel.cluster;

import dev.evenkeel.labels.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of the cluster: nodes, pods with the places they have, and the tallies that somebody uses, kept up
 * to date event by event.
 *
 * <p>What it keeps true: knowledge never goes back. An older version of a pod or node changes nothing; a pod that was
 * seen bound stays bound until it is gone; and of two pods of one name only the newer one exists. Its size follows the
 * nodes that are there, or have pods on them: the number of any other may be given to a new one, at once.
 */
public final class Cluster {
    private NodeTable table = NodeTable.empty();
    /** What is known behind numbers that are nobody's. */
    private final NodeState nobody = new NodeState();
    /** By number. */
    private final List<NodeState> nodes = new ArrayList<>();
    /** The numbers of nodes that are not there and have no pods. */
    private final NodeSet free = new NodeSet();

    private final NodeSet present = new NodeSet();
    private final Map<String, PodEntry> podsByUid = new LinkedHashMap<>();
    private final Map<String, PodEntry> podsByName = new HashMap<>();
    private final PodClassIndex podClasses = new PodClassIndex();
    private final Map<String, Topology> topologies = new HashMap<>();
    private final Map<Tally.Key, SharedTally> tallies = new HashMap<>();
    private final Map<Topology, Set<Tally>> talliesByTopology = new HashMap<>();
    private long changes;
    /** How many pods have a place that can be taken back. */
    private int permitted;

    private static final class SharedTally {
        final Tally tally;
        int users;

        SharedTally(Tally tally) {
            this.tally = tally;
        }
    }

    // ---- what is known

    /**
     * The numbers of the nodes; may be read without a lock. Whoever keeps a number longer than a decision takes has to keep the
     * table's {@link NodeTable#generation} with it.
     */
    public NodeTable table() {
        return table;
    }

    /** Another number whenever something has changed that is known of nodes or pods. */
    public long changes() {
        return changes;
    }

    /** How many pods have a place that is permitted and can be taken back. */
    public int permitted() {
        return permitted;
    }

    /** The nodes that exist; not to be changed. */
    public NodeSet nodes() {
        return present;
    }

    /** Whether kube-scheduler would put a pod on the node: it exists, is ready and not cordoned. */
    public boolean isOpen(int number) {
        return present.contains(number)
                && node(number)
                        .filter(node -> node.ready() && !node.unschedulable())
                        .isPresent();
    }

    /** The node of a number, as it was last known. */
    public Optional<Node> node(int number) {
        return Optional.ofNullable(nodes.get(number).node);
    }

    public Optional<PodEntry> pod(PodId id) {
        return podByUid(id.uid());
    }

    public Optional<PodEntry> podByUid(String uid) {
        return Optional.ofNullable(podsByUid.get(uid));
    }

    /** The newest pod of a name. */
    public Optional<PodEntry> pod(String namespace, String name) {
        return Optional.ofNullable(podsByName.get(namespace + "/" + name));
    }

    public Collection<PodEntry> pods() {
        return podsByUid.values();
    }

    /** The pods that have their place on a node; not to be changed. */
    public Collection<PodEntry> podsOn(int number) {
        return nodes.get(number).pods;
    }

    /** The pods that a population includes, with a place or without. */
    public Stream<PodEntry> pods(Population population) {
        return podClasses.counted(population).stream().flatMap(podClass -> podClass.pods.stream());
    }

    /** Whether the pod is known, and one that a population includes. */
    public boolean includes(Population population, PodEntry entry) {
        return podsByUid.get(entry.pod.id().uid()) == entry && entry.podClass.key.isPartOf(population);
    }

    /** Whether any pod is in both populations. */
    public boolean shareAPod(Population one, Population other) {
        return podClasses.overlap(one, other);
    }

    /** What the pods that have their place on a node ask for together; those that have finished ask for nothing. */
    public Resources used(int number) {
        NodeState state = nodes.get(number);
        Resources used = state.used;
        if (used == null) {
            used = Resources.NONE;
            for (PodEntry entry : state.pods) {
                used = entry.pod.phase() == Pod.Phase.FINISHED ? used : used.plus(entry.pod.requests());
            }
            state.used = used;
        }
        return used;
    }

    /** How one key divides the nodes; made on first use. */
    public Topology topology(String key) {
        return topologies.computeIfAbsent(key, this::divide);
    }

    // ---- nodes

    public void put(Node node) {
        int number = number(node.name());
        NodeState state = nodes.get(number);
        if (state.node != null && Versions.isOlder(node.version(), state.node.version())) {
            return;
        }
        change(number, state, node, true);
    }

    public void removeNode(String name) {
        int number = table.number(name);
        if (number != NodeTable.ABSENT) {
            NodeState state = nodes.get(number);
            change(number, state, state.pods.isEmpty() ? null : state.node, false);
            freeIfUnused(number);
        }
    }

    private void change(int number, NodeState state, @Nullable Node node, boolean isPresent) {
        changes++;
        state.pods.forEach(this::uncount);
        boolean relabelled = !labels(state.node).equals(labels(node));
        if (relabelled) {
            topologies.values().forEach(topology -> leave(number, topology));
        }
        state.node = node;
        state.present = isPresent;
        if (isPresent) {
            present.add(number);
        } else {
            present.remove(number);
        }
        if (relabelled) {
            topologies.values().forEach(topology -> join(number, topology));
        }
        state.pods.forEach(this::count);
    }

    private static Labels labels(@Nullable Node node) {
        return node == null ? Labels.NONE : node.labels();
    }

    private void leave(int number, Topology topology) {
        talliesOn(topology).forEach(tally -> tally.nodeLeaves(number));
        topology.leave(number);
    }

    private void join(int number, Topology topology) {
        labels(nodes.get(number).node).get(topology.key()).ifPresent(value -> {
            topology.join(number, value);
            talliesOn(topology).forEach(tally -> tally.nodeJoined(number));
        });
    }

    private Topology divide(String key) {
        Topology topology = new Topology(key);
        for (int number = 0; number < nodes.size(); number++) {
            int each = number;
            labels(nodes.get(number).node).get(key).ifPresent(value -> topology.join(each, value));
        }
        return topology;
    }

    /** The number of a name, from now on in use. */
    private int number(String name) {
        int known = table.number(name);
        int number = known != NodeTable.ABSENT ? known : free.lowest();
        if (number == NodeTable.ABSENT) {
            table = table.with(name);
            nodes.add(new NodeState());
            return table.number(name);
        }
        if (known == NodeTable.ABSENT) {
            table = table.giving(number, name);
        }
        if (free.contains(number)) {
            free.remove(number);
            nodes.set(number, new NodeState());
        }
        return number;
    }

    private void freeIfUnused(int number) {
        NodeState state = nodes.get(number);
        if (!state.present && state.pods.isEmpty()) {
            nodes.set(number, nobody);
            free.add(number);
        }
    }

    // ---- pods

    /**
     * Takes in what is now known of a pod.
     *
     * @param carried tallies that count this pod whatever its labels, from {@link #carrierTally}
     * @return whether it was news; if not, nothing has changed
     */
    public boolean put(Pod pod, List<Tally> carried) {
        if (knowsNewer(pod)) {
            return false;
        }
        changes++;
        forgetNamesake(pod);
        PodEntry known = podsByUid.get(pod.id().uid());
        PodEntry entry = known != null ? known : open(pod);
        uncount(entry);
        entry.podClass.note(entry);
        update(entry, pod);
        entry.podClass.note(entry);
        entry.carried = List.copyOf(carried);
        pod.node().ifPresent(node -> settle(number(node), entry, PodEntry.Tenure.BOUND));
        count(entry);
        return true;
    }

    /** From now on these tallies count the pod whatever its labels, in place of those before. */
    public void carry(PodEntry entry, List<Tally> carried) {
        changes++;
        entry.podClass.note(entry);
        uncount(entry);
        entry.carried = List.copyOf(carried);
        count(entry);
    }

    /** Says whether somebody else's scheduler is to place the pod: then it does not wait for a place here. */
    public void markElsewhere(PodEntry entry, boolean elsewhere) {
        entry.podClass.unplaced(-entry.missing());
        entry.elsewhere = elsewhere;
        entry.podClass.unplaced(entry.missing());
    }

    /** Whether a newer version of this pod, or a newer pod of its name, is known. */
    public boolean knowsNewer(Pod pod) {
        PodEntry entry = podsByUid.get(pod.id().uid());
        PodEntry newest = entry != null ? entry : podsByName.get(pod.id().toString());
        return newest != null && Versions.isOlder(pod.version(), newest.pod.version());
    }

    private void forgetNamesake(Pod pod) {
        PodEntry namesake = podsByName.get(pod.id().toString());
        if (namesake != null && !namesake.pod.id().uid().equals(pod.id().uid())) {
            remove(namesake.pod.id());
        }
    }

    private PodEntry open(Pod pod) {
        PodEntry entry = new PodEntry(pod, podClasses.join(pod));
        joinClass(entry);
        podsByUid.put(pod.id().uid(), entry);
        podsByName.put(pod.id().toString(), entry);
        return entry;
    }

    private void update(PodEntry entry, Pod pod) {
        // A watch that lags behind our own binding still shows the pod unbound.
        boolean bindingNotShown = entry.isBound() && pod.node().isEmpty();
        entry.pod = bindingNotShown ? pod.boundTo(table.name(entry.node)) : pod;
        if (!entry.podClass.key.equals(PodClass.Key.of(pod))) {
            leaveClass(entry);
            entry.podClass = podClasses.join(pod);
            joinClass(entry);
        }
    }

    private static void joinClass(PodEntry entry) {
        entry.podClass.add(entry);
        entry.podClass.unplaced(entry.missing());
    }

    public void remove(PodId id) {
        PodEntry entry = podsByUid.remove(id.uid());
        if (entry == null) {
            return;
        }
        changes++;
        podsByName.remove(id.toString(), entry);
        entry.podClass.note(entry);
        uncount(entry);
        vacate(entry);
        leaveClass(entry);
    }

    private void leaveClass(PodEntry entry) {
        entry.podClass.remove(entry);
        entry.podClass.unplaced(-entry.missing());
        podClasses.left(entry.podClass);
    }

    /** Gives an unplaced pod a place that can be taken back, from this instant on counted like any other. */
    public void permit(PodEntry entry, String node) {
        requireState(entry, !entry.isPlaced());
        changes++;
        entry.podClass.note(entry);
        settle(number(node), entry, PodEntry.Tenure.PERMITTED);
        count(entry);
    }

    /** Takes a permitted place back. */
    public void withdraw(PodEntry entry) {
        requireState(entry, entry.isPermitted());
        changes++;
        entry.podClass.note(entry);
        uncount(entry);
        vacate(entry);
    }

    /** The pod is now known to be bound there, whether that was permitted or not. */
    public void bind(PodEntry entry, String node) {
        requireState(entry, !entry.isBound());
        changes++;
        entry.podClass.note(entry);
        uncount(entry);
        settle(number(node), entry, PodEntry.Tenure.BOUND);
        entry.pod = entry.pod.boundTo(node);
        count(entry);
    }

    /** The end of a pod that is on its way out is not waited for any more: it may well never come. */
    public void waitNoLonger(PodEntry entry) {
        uncount(entry);
        entry.overdue = true;
        count(entry);
    }

    /** What {@code question} answers if these pods held no place; afterwards all is as before. */
    public <T> T without(Set<PodEntry> absent, Supplier<T> question) {
        List<PodEntry> uncounted = new ArrayList<>();
        try {
            for (PodEntry entry : absent) {
                uncount(entry);
                uncounted.add(entry);
            }
            return question.get();
        } finally {
            uncounted.forEach(this::count);
        }
    }

    private static void requireState(PodEntry entry, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(
                    entry.pod.id() + " is " + (entry.tenure == null ? "unplaced" : entry.tenure));
        }
    }

    private void settle(int node, PodEntry entry, PodEntry.Tenure tenure) {
        if (entry.node != node) {
            vacate(entry);
            entry.podClass.unplaced(-entry.missing());
            entry.node = node;
            nodes.get(node).pods.add(entry);
        }
        hold(entry, tenure);
    }

    private void hold(PodEntry entry, PodEntry.@Nullable Tenure tenure) {
        permitted -= entry.isPermitted() ? 1 : 0;
        entry.tenure = tenure;
        permitted += entry.isPermitted() ? 1 : 0;
    }

    private void vacate(PodEntry entry) {
        if (!entry.isPlaced()) {
            return;
        }
        int number = entry.node;
        NodeState state = nodes.get(number);
        state.pods.remove(entry);
        entry.node = PodEntry.NOWHERE;
        entry.podClass.unplaced(entry.missing());
        hold(entry, null);
        if (!state.present && state.pods.isEmpty()) {
            change(number, state, null, false);
        }
        freeIfUnused(number);
    }

    // ---- tallies

    /**
     * The tally of a namespace's pods that match a selector; counted on first use and kept until as many
     * {@link #release} as {@code acquire} calls.
     */
    public Tally acquire(Tally.Key key) {
        SharedTally shared = tallies.computeIfAbsent(key, absent -> new SharedTally(build(absent)));
        shared.users++;
        return shared.tally;
    }

    /** Gives back what {@link #acquire} gave. */
    public void release(Tally.Key key) {
        SharedTally shared = tallies.get(key);
        if (shared == null) {
            throw new IllegalStateException("released more often than acquired: " + key);
        }
        // Whoever leaves may have been the last to ask about a count.
        shared.tally.forgetThresholds();
        if (--shared.users == 0) {
            tallies.remove(key);
            podClasses.detach(key, shared.tally);
            drop(shared.tally);
        }
    }

    /**
     * From now on tells which pods of a selecting tally in use are others than before, or are not among its pods any more; at
     * first all of them. A change of a node tells nothing. To be {@link #unfollow}ed before the tally is released.
     */
    public Changed<PodEntry> follow(Tally.Key key) {
        SharedTally shared = tallies.get(key);
        if (shared == null) {
            throw new IllegalStateException("followed, but not acquired: " + key);
        }
        Changed<PodEntry> changed = new Changed<>();
        pods(key.population()).forEach(changed::note);
        shared.tally.follow(changed);
        return changed;
    }

    /** Ends what {@link #follow} began. */
    public void unfollow(Tally.Key key, Changed<PodEntry> changed) {
        SharedTally shared = tallies.get(key);
        if (shared != null) {
            shared.tally.unfollow(changed);
        }
    }

    /**
     * Pods that a selecting tally in use counts, with the places they have: those that are found by looking at so many
     * podClasses and pods at most.
     */
    public Stream<PodEntry> counted(Tally.Key key, int lookedAt) {
        Topology topology = topology(key.topologyKey());
        return podClasses.some(key.population(), lookedAt).filter(entry -> entry.isPlaced() && counts(entry, topology));
    }

    /** A tally of the pods that are put with it in their {@code carried} list. */
    public Tally carrierTally(String topologyKey) {
        Tally tally = new Tally(topology(topologyKey));
        talliesOn(tally.topology()).add(tally);
        return tally;
    }

    /** Counts one more in a domain of a tally that no pod carries; as often as it is taken back. */
    public void claim(Tally tally, int domain) {
        tally.add(domain);
    }

    /** Takes one {@link #claim} back. */
    public void unclaim(Tally tally, int domain) {
        tally.remove(domain);
    }

    /** The number of a domain keeps its meaning until it is {@link #unkeep}t, whatever the tally counts there meanwhile. */
    public void keep(Tally tally, int domain) {
        tally.keep(domain);
    }

    /** Takes one {@link #keep} back. */
    public void unkeep(Tally tally, int domain) {
        tally.unkeep(domain);
    }

    /** Forgets a carrier tally; no pod carries it any more. */
    public void drop(Tally tally) {
        Topology topology = tally.topology();
        tally.close();
        Set<Tally> rest = talliesOn(topology);
        rest.remove(tally);
        if (rest.isEmpty()) {
            talliesByTopology.remove(topology);
            topologies.remove(topology.key());
        }
    }

    private Tally build(Tally.Key key) {
        Tally tally = carrierTally(key.topologyKey());
        for (PodClass podClass : podClasses.attach(key, tally)) {
            podClass.pods.forEach(entry -> count(entry, tally, 1));
        }
        return tally;
    }

    private Set<Tally> talliesOn(Topology topology) {
        return talliesByTopology.computeIfAbsent(topology, first -> new LinkedHashSet<>());
    }

    private void count(PodEntry entry) {
        countAll(entry, 1);
    }

    private void uncount(PodEntry entry) {
        countAll(entry, -1);
    }

    private void countAll(PodEntry entry, int step) {
        if (entry.isPlaced()) {
            // Whatever changes of a pod or its place, it is uncounted before and counted after.
            nodes.get(entry.node).used = null;
            entry.podClass.tallies.forEach(tally -> count(entry, tally, step));
            entry.carried.forEach(tally -> count(entry, tally, step));
        }
    }

    private void count(PodEntry entry, Tally tally, int step) {
        if (!entry.isPlaced()) {
            return;
        }
        countOnce(entry, tally, step);
        if (entry.isPassing()) {
            countOnce(entry, tally.havingPassing(Tally.Passing.ANY), step);
        }
        if (entry.isPermitted()) {
            countOnce(entry, tally.havingPassing(Tally.Passing.PERMITTED), step);
        }
    }

    private void countOnce(PodEntry entry, Tally tally, int step) {
        if (isAdrift(entry, tally.topology())) {
            countAdrift(tally, step);
            return;
        }
        if (!counts(entry, tally.topology())) {
            return;
        }
        int domain = tally.topology().domain(entry.node);
        if (step > 0) {
            tally.add(domain);
        } else {
            tally.remove(domain);
        }
    }

    /**
     * On a node that was never seen, which may turn out to be in any of the larger domains. Not one that is terminating: as
     * far as is known its node is gone, and {@link #counts} leaves it out there.
     */
    private boolean isAdrift(PodEntry entry, Topology topology) {
        return !topology.isHost() && nodes.get(entry.node).node == null && entry.pod.phase() == Pod.Phase.LIVE;
    }

    private static void countAdrift(Tally tally, int step) {
        if (step > 0) {
            tally.setAdrift();
        } else {
            tally.notAdrift();
        }
    }

    /**
     * Whether a placed pod counts in its domain: until it is gone or finished. A terminating pod whose node is gone or
     * not ready is left out of larger domains than the host, or one dead node would hold its zone for ever.
     */
    private boolean counts(PodEntry entry, Topology topology) {
        if (topology.domain(entry.node) == Topology.NO_DOMAIN) {
            return false;
        }
        return switch (entry.pod.phase()) {
            case LIVE -> true;
            case FINISHED -> false;
            case TERMINATING -> topology.isHost() || nodes.get(entry.node).isPresentAndReady();
        };
    }
}
