package dev.evenkeel.cluster;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.objects.Versions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Tallies tallies = new Tallies(nodes, podClasses);
    private long changes;
    /** How many pods have a place that can be taken back. */
    private int permitted;

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

    /** A known pod, by namespace, name and UID. */
    public Optional<PodEntry> pod(PodId id) {
        return podByUid(id.uid());
    }

    /** A known pod, by its UID. */
    public Optional<PodEntry> podByUid(String uid) {
        return Optional.ofNullable(podsByUid.get(uid));
    }

    /** The newest pod of a name. */
    public Optional<PodEntry> pod(String namespace, String name) {
        return Optional.ofNullable(podsByName.get(namespace + "/" + name));
    }

    /** All known pods; not to be changed. */
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

    /** What is counted of pods. */
    public Tallies tallies() {
        return tallies;
    }

    // ---- nodes

    /** Takes in a node; an older version than the known one changes nothing. */
    public void put(Node node) {
        int number = number(node.name());
        NodeState state = nodes.get(number);
        if (state.node != null && Versions.isOlder(node.version(), state.node.version())) {
            return;
        }
        change(number, state, node, true);
    }

    /** The node is gone. Pods that are on it stay there. */
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
        state.pods.forEach(tallies::uncount);
        boolean relabelled = !labels(state.node).equals(labels(node));
        if (relabelled) {
            tallies.nodeLeaves(number);
        }
        state.node = node;
        state.present = isPresent;
        if (isPresent) {
            present.add(number);
        } else {
            present.remove(number);
        }
        if (relabelled) {
            tallies.nodeJoins(number, labels(node));
        }
        state.pods.forEach(tallies::count);
    }

    private static Labels labels(@Nullable Node node) {
        return node == null ? Labels.NONE : node.labels();
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
     * @param carried tallies that count this pod whatever its labels, from {@link Tallies#carrierTally}
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
        tallies.uncount(entry);
        entry.podClass.note(entry);
        update(entry, pod);
        entry.podClass.note(entry);
        entry.carried = List.copyOf(carried);
        pod.node().ifPresent(node -> settle(number(node), entry, PodEntry.Tenure.BOUND));
        tallies.count(entry);
        return true;
    }

    /** From now on these tallies count the pod whatever its labels, in place of those before. */
    public void carry(PodEntry entry, List<Tally> carried) {
        changes++;
        entry.podClass.note(entry);
        tallies.uncount(entry);
        entry.carried = List.copyOf(carried);
        tallies.count(entry);
    }

    /** Says whether somebody else's scheduler is to place the pod: then it does not wait for a place here. */
    public void markElsewhere(PodEntry entry, boolean elsewhere) {
        if (entry.elsewhere == elsewhere) {
            return;
        }
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

    /** Forgets a pod, with its place. */
    public void remove(PodId id) {
        PodEntry entry = podsByUid.remove(id.uid());
        if (entry == null) {
            return;
        }
        changes++;
        podsByName.remove(id.toString(), entry);
        entry.podClass.note(entry);
        tallies.uncount(entry);
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
        tallies.count(entry);
    }

    /** Takes a permitted place back. */
    public void withdraw(PodEntry entry) {
        requireState(entry, entry.isPermitted());
        changes++;
        entry.podClass.note(entry);
        tallies.uncount(entry);
        vacate(entry);
    }

    /** The pod is now known to be bound there, whether that was permitted or not. */
    public void bind(PodEntry entry, String node) {
        requireState(entry, !entry.isBound());
        changes++;
        entry.podClass.note(entry);
        tallies.uncount(entry);
        settle(number(node), entry, PodEntry.Tenure.BOUND);
        entry.pod = entry.pod.boundTo(node);
        tallies.count(entry);
    }

    /** The end of a pod that is on its way out is not waited for any more: it may well never come. */
    public void waitNoLonger(PodEntry entry) {
        tallies.uncount(entry);
        entry.overdue = true;
        tallies.count(entry);
    }

    /** What {@code question} answers if these pods held no place; afterwards all is as before. */
    public <T> T without(Set<PodEntry> absent, Supplier<T> question) {
        List<PodEntry> uncounted = new ArrayList<>();
        try {
            for (PodEntry entry : absent) {
                tallies.uncount(entry);
                uncounted.add(entry);
            }
            return question.get();
        } finally {
            uncounted.forEach(tallies::count);
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
}
