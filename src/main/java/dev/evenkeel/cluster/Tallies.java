package dev.evenkeel.cluster;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Changed;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody counts of the {@link Cluster}: tallies of pods by domain, and the topologies that they are over.
 *
 * <p>What it keeps true: each tally equals a recount. Whatever changes of a pod, its place or its node, it is uncounted before
 * and counted after.
 */
public final class Tallies {
    /** By number, what is known of nodes; kept by the cluster. */
    private final List<NodeState> nodes;

    private final PodClassIndex podClasses;
    private final Map<String, Topology> topologies = new HashMap<>();
    private final Map<Tally.Key, SharedTally> tallies = new HashMap<>();
    private final Map<Topology, Set<Tally>> talliesByTopology = new HashMap<>();

    private static final class SharedTally {
        final Tally tally;
        int users;

        SharedTally(Tally tally) {
            this.tally = tally;
        }
    }

    Tallies(List<NodeState> nodes, PodClassIndex podClasses) {
        this.nodes = nodes;
        this.podClasses = podClasses;
    }

    // ---- topologies

    /** How one key divides the nodes; made on first use. */
    public Topology topology(String key) {
        return topologies.computeIfAbsent(key, this::divide);
    }

    private Topology divide(String key) {
        Topology topology = new Topology(key);
        for (int number = 0; number < nodes.size(); number++) {
            int each = number;
            @Nullable Node node = nodes.get(number).node;
            (node == null ? Labels.NONE : node.labels()).get(key).ifPresent(value -> topology.join(each, value));
        }
        return topology;
    }

    /** The node's labels are about to be others. */
    void nodeLeaves(int number) {
        topologies.values().forEach(topology -> {
            talliesOn(topology).forEach(tally -> tally.nodeLeaves(number));
            topology.leave(number);
        });
    }

    /** The node has these labels from now on. */
    void nodeJoins(int number, Labels labels) {
        topologies
                .values()
                .forEach(topology -> labels.get(topology.key()).ifPresent(value -> {
                    topology.join(number, value);
                    talliesOn(topology).forEach(tally -> tally.nodeJoined(number));
                }));
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
        podClasses.counted(key.population()).forEach(podClass -> podClass.pods.forEach(changed::note));
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
     * classes and pods at most.
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

    void count(PodEntry entry) {
        countAll(entry, 1);
    }

    void uncount(PodEntry entry) {
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
