package dev.evenkeel.cluster;

import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Changed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How many pods of one kind each domain of a topology holds. Always equals a recount of the placed pods it is about;
 * {@link Cluster} keeps it so.
 *
 * <p>For each count that somebody asked about it also keeps the set of nodes whose domain holds at least that many, so
 * that a full domain is a bit that can be read rather than a sum that has to be made. And it keeps apart how many of the
 * pods may soon count no more ({@link Passing}), so that what would be free without them need not be looked for pod by pod.
 */
public final class Tally {
    /** Which of the pods that count may soon count no more, without another decision. */
    public enum Passing {
        /** Those that are permitted and not known to be bound: the place may be given back. */
        PERMITTED,
        /** These, and those on their way out that are still waited for. */
        ANY
    }

    /** Which pods a selecting tally counts, and by the domains of which key. */
    public record Key(Population population, String topologyKey) {
        /** The pods of a namespace that match a selector. */
        public Key(String namespace, Selector selector, String topologyKey) {
            this(new Population.Matching(namespace, selector), topologyKey);
        }
    }

    private record Threshold(int count, NodeSet nodes) {}

    private final Topology topology;
    private final Map<Integer, Integer> countByDomain = new HashMap<>();
    private final List<Threshold> thresholds = new ArrayList<>(1);
    /** By kind, those of the pods that may soon count no more; made when there is one. */
    private final Map<Passing, Tally> passing = new EnumMap<>(Passing.class);
    /** Pods on nodes that were never seen: they may be in any domain. */
    private int adrift;

    private int members;
    private int unplaced;
    /** Whoever wants to know which of the pods that a selecting tally counts have changed. */
    private final List<Changed<PodEntry>> followers = new ArrayList<>(1);

    private boolean closed;

    Tally(Topology topology) {
        this.topology = topology;
    }

    /** What divides the nodes into the domains that are counted. */
    public Topology topology() {
        return topology;
    }

    /** The pods in a domain; 0 for {@link Topology#NO_DOMAIN}. */
    public int count(int domain) {
        return countByDomain.getOrDefault(domain, 0);
    }

    /** The most pods that a domain may hold: those that are known to be there, and those whose domain is not known. */
    public int possible(int domain) {
        return count(domain) + adrift;
    }

    /** The nodes whose domain may hold at least {@code count} pods, as {@link #possible}; not to be changed. */
    public NodeSet nodesPossiblyAtLeast(int count) {
        return count <= adrift ? topology.nodesWithKey() : nodesWithAtLeast(count - adrift);
    }

    /** The nodes among these whose domain may hold at least {@code count} pods still when the passing ones are gone. */
    public NodeSet nodesPossiblyAtLeast(int count, Passing without, NodeSet among) {
        NodeSet left = among.and(nodesPossiblyAtLeast(count));
        @Nullable Tally gone = passing.get(without);
        if (gone != null) {
            left.and(gone.nodesPossiblyAtLeast(1)).forEach(node -> {
                int domain = topology.domain(node);
                if (possible(domain) - gone.possible(domain) < count) {
                    left.remove(node);
                }
            });
        }
        return left;
    }

    /** Those of its pods that may soon count no more, counted; absent if there never was one. */
    Optional<Tally> passing(Passing kind) {
        return Optional.ofNullable(passing.get(kind));
    }

    /** As {@link #passing}, made if it is not there. */
    Tally havingPassing(Passing kind) {
        return passing.computeIfAbsent(kind, first -> part());
    }

    private Tally part() {
        Tally part = new Tally(topology);
        part.closed = closed;
        return part;
    }

    /** How many pods a selecting tally is about, with a place or without, whatever became of them. */
    public int members() {
        return members;
    }

    void members(int more) {
        members += more;
    }

    void follow(Changed<PodEntry> follower) {
        followers.add(follower);
    }

    void unfollow(Changed<PodEntry> follower) {
        followers.remove(follower);
    }

    /** Something is another of a pod that a selecting tally is about, or the pod is not among these any more. */
    void note(PodEntry entry) {
        followers.forEach(follower -> follower.note(entry));
    }

    /** How many pods that a selecting tally would count have no place. */
    public int unplaced() {
        return unplaced;
    }

    void unplaced(int more) {
        unplaced += more;
    }

    /** The pods in the domain of a node. */
    public int countAt(int node) {
        return count(topology.domain(node));
    }

    /** Pods in all domains together. */
    public int total() {
        return countByDomain.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The domains that hold a pod, and how many each; changes with the tally. */
    public Map<Integer, Integer> counts() {
        return Collections.unmodifiableMap(countByDomain);
    }

    /**
     * The nodes whose domain holds at least {@code count} pods, kept up to date from the first call on until such sets are
     * {@link #forgetThresholds forgotten}; not to be changed, nor to be kept.
     *
     * @param count 1 or more
     */
    public NodeSet nodesWithAtLeast(int count) {
        for (Threshold threshold : thresholds) {
            if (threshold.count == count) {
                return threshold.nodes;
            }
        }
        Threshold added = new Threshold(count, new NodeSet());
        countByDomain.forEach((domain, pods) -> {
            if (pods >= count) {
                topology.addNodes(domain, added.nodes);
            }
        });
        thresholds.add(added);
        return added.nodes;
    }

    /** Counts that nobody asks about any more cost nothing from now on; the others are made again when asked for. */
    void forgetThresholds() {
        thresholds.clear();
        passing.values().forEach(Tally::forgetThresholds);
    }

    void add(int domain) {
        if (closed) {
            return;
        }
        int count = change(domain, pods -> pods + 1);
        if (count == 1) {
            topology.use(domain);
        }
        for (Threshold threshold : thresholds) {
            if (threshold.count == count) {
                topology.addNodes(domain, threshold.nodes);
            }
        }
    }

    void remove(int domain) {
        if (closed) {
            return;
        }
        int count = change(domain, pods -> pods - 1);
        for (Threshold threshold : thresholds) {
            if (threshold.count == count + 1) {
                topology.removeNodes(domain, threshold.nodes);
            }
        }
        if (count == 0) {
            topology.unuse(domain);
        }
    }

    void keep(int domain) {
        if (!closed) {
            topology.use(domain);
        }
    }

    void unkeep(int domain) {
        if (!closed) {
            topology.unuse(domain);
        }
    }

    /** Nobody asks any more: from now on it counts nothing, and no domain is kept for it. */
    void close() {
        countByDomain.keySet().forEach(topology::unuse);
        countByDomain.clear();
        thresholds.clear();
        closed = true;
        passing.values().forEach(Tally::close);
    }

    void setAdrift() {
        adrift++;
        // Which counts are asked about follows from it.
        thresholds.clear();
    }

    void notAdrift() {
        adrift--;
        thresholds.clear();
    }

    /** The node is now part of its domain. */
    void nodeJoined(int node) {
        int count = countAt(node);
        for (Threshold threshold : thresholds) {
            if (count >= threshold.count) {
                threshold.nodes.add(node);
            }
        }
        passing.values().forEach(part -> part.nodeJoined(node));
    }

    /** The node is about to leave its domain. */
    void nodeLeaves(int node) {
        for (Threshold threshold : thresholds) {
            threshold.nodes.remove(node);
        }
        passing.values().forEach(part -> part.nodeLeaves(node));
    }

    private int change(int domain, IntUnaryOperator step) {
        int count = step.applyAsInt(count(domain));
        if (count < 0) {
            throw new IllegalStateException("fewer than no pods in " + topology.key() + "=" + topology.value(domain));
        }
        if (count == 0) {
            countByDomain.remove(domain);
        } else {
            countByDomain.put(domain, count);
        }
        return count;
    }
}
