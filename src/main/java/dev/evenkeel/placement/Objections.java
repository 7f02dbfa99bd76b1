package dev.evenkeel.placement;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.RuleError;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.slots.HeldSlots;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against binding a pod, anywhere or to one node. All four verbs ask here: filter offers no node, and preempt keeps
 * none, of which bind would refuse something.
 */
final class Objections {
    static final String NODE_UNKNOWN = "node is not known yet";
    static final String SET_ASIDE = "set aside for a pod that is nominated there";
    private static final Authority.Withheld UNSEEN =
            new Authority.Withheld(Reason.NOT_SYNCED, "evenkeel has not seen the whole cluster yet");

    private final Cluster cluster;
    private final ConstraintIndex index;
    private final HeldSlots slots;
    private final RuleLimits limits;

    private boolean synced;
    private Authority authority = Authority.FULL;

    Objections(Cluster cluster, ConstraintIndex index, HeldSlots slots, RuleLimits limits) {
        this.cluster = cluster;
        this.index = index;
        this.slots = slots;
        this.limits = limits;
    }

    /** The cluster was seen whole. */
    void synced() {
        synced = true;
    }

    boolean isSynced() {
        return synced;
    }

    /** From now on this is what may be decided about pods that a required rule concerns. */
    void authorize(Authority given) {
        authority = given;
    }

    /**
     * Why nothing may be decided about the pod. Before the cluster was seen whole that is so for every pod: any may match the
     * rule of one that is not known yet. Later it is so only for those that a required rule concerns.
     */
    Optional<Authority.Withheld> withheld(List<Constraint> constraints, Moment now) {
        if (!synced) {
            return Optional.of(UNSEEN);
        }
        return constraints.isEmpty() ? Optional.empty() : authority.withheld(now);
    }

    /** Against binding the pod anywhere; filter offers nothing then. */
    Optional<PermitAnswer.Refused> anywhere(PodEntry entry, List<Constraint> constraints, Moment now) {
        @Nullable RuleError error = index.ruleError(entry.pod().id()).orElse(null);
        if (error != null) {
            return refused(Reason.INVALID_RULE, error.message());
        }
        if (index.isCrowdedOut(entry.pod().id())) {
            return refused(
                    Reason.TOO_MANY_GROUPS,
                    "all " + limits.liveGroups()
                            + " groups that evenkeel may keep (evenkeel.limits.live-groups) are in use");
        }
        return withheld(constraints, now).flatMap(withheld -> refused(withheld.reason(), withheld.message()));
    }

    /** Against binding the pod to the node, its own place left out; filter offers no node of which that is something. */
    Optional<PermitAnswer.Refused> at(PodEntry entry, String node, Moment now) {
        List<Constraint> constraints = index.constraints(entry);
        return anywhere(entry, constraints, now)
                .or(() -> constraints.isEmpty()
                        ? Optional.empty()
                        : slots.lookingPastLower(entry, constraints, () -> at(entry, constraints, node)));
    }

    /** Against binding a pod again to the node where it has its place. */
    Optional<PermitAnswer.Refused> again(PodEntry entry, String node, Moment now) {
        // The binding before may not have happened, and others may have come since.
        return entry.isBound() ? Optional.empty() : cluster.without(Set.of(entry), () -> at(entry, node, now));
    }

    /** As {@link #at(PodEntry, String, Moment)}, of rules and slots alone; to be asked looking past lower pods. */
    Optional<PermitAnswer.Refused> at(PodEntry entry, List<Constraint> constraints, String node) {
        int number = cluster.table().number(node);
        if (number == NodeTable.ABSENT) {
            return refused(Reason.NODE_UNKNOWN, node + ": " + NODE_UNKNOWN);
        }
        NodeSet only = NodeSet.of(number);
        List<Refusal> refusals = refuse(constraints, only);
        if (!refusals.isEmpty()) {
            Refusal first = refusals.getFirst();
            return refused(first.reason(), node + ": " + first.message());
        }
        return slots.heldForOthers(entry, constraints, only).isEmpty()
                ? Optional.empty()
                : refused(Reason.SET_ASIDE, node + ": " + SET_ASIDE);
    }

    /** Takes out of {@code open} the nodes that the constraints rule out and those that are not known; each is refused once. */
    List<Refusal> refuse(List<Constraint> constraints, NodeSet open) {
        NodeSet absent = open.minus(cluster.nodes());
        open.removeAll(absent);
        List<Refusal> refusals = Constraint.refuse(constraints, open);
        if (!absent.isEmpty()) {
            refusals.add(new Refusal(Reason.NODE_UNKNOWN, NODE_UNKNOWN, absent));
        }
        return refusals;
    }

    private static Optional<PermitAnswer.Refused> refused(Reason reason, String message) {
        return Optional.of(new PermitAnswer.Refused(reason, message));
    }
}
