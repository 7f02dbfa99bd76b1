package dev.evenkeel.slots;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Tally;
import java.util.List;

/**
 * The slots behind an offer, held for one pod from filter on, so that the offers of waiting siblings do not overlap. It
 * ends once: when the pod is permitted or seen bound, is gone, is asked about again, or when its time is over.
 *
 * @param nodes the nodes that were offered
 * @param claims what it holds; nothing if no sibling was waiting, since then there was nobody to keep it from
 * @param hopes where it was told to go best, in each preference and domain; nothing if no sibling was waiting
 * @param held whether it stands for as long as the node is set aside for the pod, rather than until {@code until}
 * @param priority of the pod; what it holds, it holds against no pod of a higher one
 * @param until when it ends unless it is held
 */
record Lease(NodeSet nodes, List<Claim> claims, List<Claim> hopes, boolean held, int priority, Moment until) {
    Lease {
        claims = List.copyOf(claims);
        hopes = List.copyOf(hopes);
    }

    /** The same lease, with the nodes that were scored best. */
    Lease hoping(List<Claim> best, Moment end) {
        return new Lease(nodes, claims, best, held, priority, end);
    }

    /** The same lease, with other slots. */
    Lease claiming(List<Claim> other) {
        return new Lease(nodes, other, hopes, held, priority, until);
    }

    /** The same lease, that passes. */
    Lease passing(Moment end) {
        return new Lease(nodes, claims, hopes, false, priority, end);
    }

    /** The same lease, without some nodes. */
    Lease without(NodeSet gone) {
        return nodes.intersects(gone) ? new Lease(nodes.minus(gone), claims, hopes, held, priority, until) : this;
    }

    boolean isOver(Moment now) {
        return !held && !now.isBefore(until);
    }

    /** One slot of a domain, or the word that a carrier may come there; counted in the tally as a pod would be. */
    record Claim(Tally tally, int domain) {}
}
