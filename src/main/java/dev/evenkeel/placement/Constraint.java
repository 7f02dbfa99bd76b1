package dev.evenkeel.placement;

import dev.evenkeel.cluster.NodeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What one limit means to one pod that has no place yet. */
sealed interface Constraint {
    Limit limit();

    /** The nodes among {@code asked} that it rules out, by reason. */
    List<Refusal> refuse(NodeSet asked);

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

    /** The pod carries the limit. */
    record Own(Limit limit) implements Constraint {
        @Override
        public List<Refusal> refuse(NodeSet asked) {
            NodeSet keyMissing = limit.withoutKey(asked);
            NodeSet full = asked.and(limit.closedToCarriers());
            return refusals(
                    new Refusal(Reason.KEY_MISSING, limit.keyMissing(), keyMissing),
                    new Refusal(Reason.GROUP_PRESENT, limit.groupPresent(), full));
        }
    }

    /** The pod is one of the group of a limit that only others carry: it must not break it for them. */
    record Inverse(Limit limit) implements Constraint {
        @Override
        public List<Refusal> refuse(NodeSet asked) {
            NodeSet full = asked.and(limit.closedToOthers());
            return refusals(new Refusal(Reason.CARRIER_PRESENT, limit.carrierPresent(), full));
        }
    }

    private static List<Refusal> refusals(Refusal... refusals) {
        return Stream.of(refusals).filter(refusal -> !refusal.nodes().isEmpty()).toList();
    }
}
