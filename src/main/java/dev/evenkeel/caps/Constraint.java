package dev.evenkeel.caps;

import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What one cap means to one pod that has no place yet. */
public sealed interface Constraint {
    CapUsage usage();

    /** Whether it is about pods that ask for the same, rather than pods that keep apart from others. */
    default boolean isAmongSiblings() {
        return this instanceof Own && usage().isShared();
    }

    /** The nodes among {@code asked} that it rules out, by reason. */
    List<Refusal> refuse(NodeSet asked);

    /** The nodes among {@code asked} that it rules out even when the passing pods are gone. */
    NodeSet closed(NodeSet asked, Tally.Passing without);

    /** The nodes among {@code open}, which it does not rule out, whose last slots are offered to other pods. */
    NodeSet claimed(NodeSet open);

    /** What a pod claims of the cap in each domain that it is offered. */
    List<Tally> claims();

    /** Takes out of {@code open} what the constraints rule out; each node is refused once, for the first reason. */
    static List<Refusal> refuse(List<Constraint> constraints, NodeSet open) {
        List<Refusal> refusals = new ArrayList<>();
        for (Constraint constraint : constraints) {
            for (Refusal refusal : constraint.refuse(open)) {
                open.removeAll(refusal.nodes());
                refusals.add(refusal);
            }
        }
        return refusals;
    }

    /** Whether the constraints leave any of the nodes open once the passing pods are gone. */
    static boolean leaveSome(List<Constraint> constraints, NodeSet nodes, Tally.Passing without) {
        NodeSet open = nodes.copy();
        constraints.forEach(constraint -> open.removeAll(constraint.closed(open, without)));
        return !open.isEmpty();
    }

    /** The pod carries the cap. */
    record Own(CapUsage usage) implements Constraint {
        @Override
        public List<Refusal> refuse(NodeSet asked) {
            NodeSet keyMissing = usage.withoutKey(asked);
            NodeSet full = asked.and(usage.closedToCarriers());
            return refusals(
                    new Refusal(Reason.KEY_MISSING, usage.cap().keyMissing(), keyMissing),
                    new Refusal(Reason.GROUP_PRESENT, usage.cap().groupPresent(), full));
        }

        @Override
        public NodeSet closed(NodeSet asked, Tally.Passing without) {
            NodeSet closed = usage.closedToCarriers(asked, without);
            closed.addAll(usage.withoutKey(asked));
            return closed;
        }

        @Override
        public NodeSet claimed(NodeSet open) {
            return usage.claimedFromCarriers(open);
        }

        @Override
        public List<Tally> claims() {
            // Carriers of other kinds are part of the group only if they match it; then they are bound by the inverse
            // too.
            return usage.isShared()
                    ? List.of(usage.carrierClaims(), usage.groupClaims())
                    : List.of(usage.carrierClaims());
        }
    }

    /** The pod is one of the group of a cap that only others carry: it must not break it for them. */
    record Inverse(CapUsage usage) implements Constraint {
        @Override
        public List<Refusal> refuse(NodeSet asked) {
            NodeSet full = asked.and(usage.closedToOthers());
            return refusals(new Refusal(Reason.CARRIER_PRESENT, usage.cap().carrierPresent(), full));
        }

        @Override
        public NodeSet closed(NodeSet asked, Tally.Passing without) {
            return usage.closedToOthers(asked, without);
        }

        @Override
        public NodeSet claimed(NodeSet open) {
            return usage.claimedFromOthers(open);
        }

        @Override
        public List<Tally> claims() {
            return List.of(usage.groupClaims());
        }
    }

    private static List<Refusal> refusals(Refusal... refusals) {
        return Stream.of(refusals).filter(refusal -> !refusal.nodes().isEmpty()).toList();
    }
}
