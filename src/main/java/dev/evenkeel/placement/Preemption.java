package dev.evenkeel.placement;

import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nomination.HeldNodes;
import dev.evenkeel.nomination.Nominations;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The verb preempt: for which candidates pods may go, since bind would then permit the pod. */
record Preemption(
        Cluster cluster,
        Ledger ledger,
        Objections objections,
        HeldSlots slots,
        HeldNodes held,
        Nominations nominations) {

    /** As {@link Arbiter#preempt}. */
    Set<String> preempt(PodInfo info, Map<String, List<String>> victims, Moment now) {
        ledger.put(info, false, now);
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || entry.isPlaced()) {
            return Set.of();
        }
        List<Constraint> constraints = ledger.index().constraints(entry);
        if (objections.anywhere(entry, constraints, now).isPresent()) {
            return Set.of();
        }
        if (constraints.isEmpty()) {
            return victims.keySet();
        }
        ledger.endOver(now);
        held.asked(entry, now);
        ledger.endOffer(entry, now);
        Map<String, List<String>> kept = new LinkedHashMap<>(victims);
        slots.lookingPastLower(
                entry,
                constraints,
                () -> kept.entrySet()
                        .removeIf(candidate ->
                                !isOpenWithout(entry, constraints, candidate.getKey(), candidate.getValue())));
        giveUpWhatLeadsNowhere(entry, kept.keySet(), now);
        held.goesFor(entry, constraints, numbers(kept.keySet()), now);
        return kept.keySet();
    }

    private NodeSet numbers(Set<String> nodes) {
        return NodeSet.of(nodes.stream()
                .mapToInt(cluster.table()::number)
                .filter(number -> number != NodeTable.ABSENT)
                .toArray());
    }

    /**
     * kube-scheduler looks for victims when it has found no node, the nominated one included, and nobody is on the way out
     * there for the pod. If no candidate is left it leaves the nomination where it is.
     */
    private void giveUpWhatLeadsNowhere(PodEntry entry, Set<String> kept, Moment now) {
        if (kept.isEmpty()) {
            nominations.leadsNowhere(entry, now);
        }
        held.nominatedNode(entry)
                .filter(nominated -> kept.stream()
                        .noneMatch(node -> nominated.contains(cluster.table().number(node))))
                .ifPresent(nominated -> held.giveUp(entry));
    }

    private boolean isOpenWithout(PodEntry entry, List<Constraint> constraints, String node, List<String> victims) {
        Set<PodEntry> going =
                victims.stream().flatMap(uid -> cluster.podByUid(uid).stream()).collect(Collectors.toSet());
        return cluster.without(
                going,
                () -> objections.at(entry, constraints, node).isEmpty()
                        && !slots.isOnOffer(entry, constraints, cluster.table().number(node)));
    }
}
