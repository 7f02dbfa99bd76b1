package dev.evenkeel.nomination;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.slots.CapUsage;
import dev.evenkeel.slots.ConstraintIndex;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.PodConstraints;
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
 * Chooses who is to be nominated, and to which node: pods that wait for the same as one that kube-scheduler looks at many nodes
 * for, and that it has not come to yet. The same nodes are likely to be open for them. Only chooses; the {@link Ledger} takes
 * the slots.
 */
final class Nominees {
    /** How many of those that wait are looked at for one that is nominated. */
    private static final int LOOKED_AT = 4;
    /** How many nodes are looked at for one with room. */
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
     * Those who are to be nominated now.
     *
     * @param pods those that have waited longest first
     * @param nodes where kube-scheduler's own plugins are likely to let them go; the caller's own
     */
    record Round(List<PodEntry> pods, NodeSet nodes) {
        static final Round NONE = new Round(List.of(), new NodeSet());
    }

    /**
     * Who is to be nominated now that kube-scheduler has asked about a pod.
     *
     * @param asked the nodes that it has asked about, by their present numbers
     * @param untouched by UID, whether the watch has shown a pod and nobody has asked about it yet
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
        if (room <= 0 || nominations.isAtRest(now) || wide == null || wide.isOver(now) || !wide.isAbout(entry.pod())) {
            return Round.NONE;
        }
        List<PodEntry> pods = usage.contenders.uids().stream()
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
        // A nomination leaves nothing to be preferred, and no plan of a Service a say.
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

    /** One of the nodes, at random, that has room for the pod as far as is known; none if the first few have not. */
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
