package dev.evenkeel.nomination;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.caps.PodConstraints;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.slots.Ledger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the pods to nominate, and their nodes: waiting pods of the same class as one for which kube-scheduler asks
 * about many nodes, and that it has not tried yet. The same nodes are likely to be open to them. Only chooses; the
 * {@link Ledger} holds the slots.
 */
final class Nominees {
    /** How many waiting pods are looked at for each one that may be nominated. */
    private static final int LOOKED_AT = 4;
    /** How many nodes are drawn at random to find one with room. */
    private static final int NODES_TRIED = 8;

    private final Cluster cluster;
    private final ConstraintIndex index;
    private final NominationBook nominations;
    private final NominationLimits limits;
    private final Duration askCounts;
    private final RandomGenerator random;
    /** What kube-scheduler has last asked of a carrier that it looked at many nodes for. */
    private final Map<CapUsage, RecentCandidates> recent = new HashMap<>();

    Nominees(
            Cluster cluster,
            ConstraintIndex index,
            NominationBook nominations,
            PlacementSettings settings,
            RandomGenerator random) {
        this.cluster = cluster;
        this.index = index;
        this.nominations = nominations;
        this.limits = settings.nominations();
        this.askCounts = settings.reservationLife();
        this.random = random;
    }

    /**
     * The pods to nominate now.
     *
     * @param pods those that have waited longest first
     * @param nodes the nodes that kube-scheduler's own plugins are likely to allow; the caller's own
     */
    record Round(List<PodEntry> pods, NodeSet nodes) {
        static final Round NONE = new Round(List.of(), new NodeSet());
    }

    /**
     * The pods to nominate now that kube-scheduler has asked about a pod.
     *
     * @param asked the nodes that it has asked about, by their present numbers
     * @param untouched by UID, whether the watch has shown a pod and kube-scheduler has not asked about it yet
     */
    Round round(PodEntry entry, NodeSet asked, Predicate<String> untouched, Moment now) {
        @Nullable PodConstraints own = index.of(entry.pod().id()).orElse(null);
        if (limits.isOff() || own == null || own.usages().isEmpty()) {
            return Round.NONE;
        }
        CapUsage usage = own.usages().getFirst();
        if (asked.size() >= limits.leastNodes()) {
            Candidates copy = new Candidates(asked.copy(), 0, cluster.table().generation());
            recent.put(usage, new RecentCandidates(entry.pod(), copy, now.plus(askCounts)));
        }
        @Nullable RecentCandidates wide = recent.get(usage);
        int room = limits.outstanding() - nominations.outstanding(cluster);
        if (room <= 0 || nominations.isPaused(now) || wide == null || wide.isOver(now) || !wide.isAbout(entry.pod())) {
            return Round.NONE;
        }
        List<PodEntry> pods = usage.contenders().uids().stream()
                .limit(LOOKED_AT * (long) room)
                .filter(untouched)
                .flatMap(uid -> cluster.podByUid(uid).stream())
                .filter(sibling -> wide.isAbout(sibling.pod()) && isNominable(sibling.pod(), own))
                .limit(room)
                .toList();
        return pods.isEmpty()
                ? Round.NONE
                : new Round(pods, wide.asked().asOf(cluster.table()).nodes().and(cluster.nodes()));
    }

    /** Forgets what was asked too long ago. */
    void forget(Moment now) {
        recent.values().removeIf(each -> each.isOver(now));
    }

    private boolean isNominable(Pod pod, PodConstraints like) {
        // A nomination would ignore preferred terms and the plans of Services.
        boolean same = index.of(pod.id())
                .filter(own ->
                        own.usages().equals(like.usages()) && own.preferences().isEmpty())
                .isPresent();
        boolean balanced = index.rule(pod.id()).filter(Rule::balance).isPresent();
        return same
                && !balanced
                && !pod.scheduling().grouped()
                && !pod.scheduling().gated()
                && pod.scheduling().nominated().isEmpty()
                && nominations.isNew(pod.id().uid());
    }

    /**
     * A node with room for the pod as far as is known, drawn at random; empty if {@link #NODES_TRIED} draws find none.
     */
    OptionalInt nodeFor(PodEntry entry, NodeSet free) {
        int[] nodes = free.toArray();
        return IntStream.range(0, nodes.length == 0 ? 0 : NODES_TRIED)
                .map(attempt -> nodes[random.nextInt(nodes.length)])
                .filter(node -> hasRoom(entry.pod(), node))
                .findFirst();
    }

    private boolean hasRoom(Pod pod, int number) {
        Resources taken = nominations.requests(cluster, number);
        for (PodEntry entry : cluster.podsOn(number)) {
            if (entry.pod().phase() != Pod.Phase.FINISHED) {
                taken = taken.plus(entry.pod().requests());
            }
        }
        Resources all = taken;
        return cluster.isOpen(number)
                && cluster.node(number)
                        .filter(node -> pod.requests().fits(node.allocatable(), all))
                        .isPresent();
    }
}
