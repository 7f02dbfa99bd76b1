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
 * @param hints where it was told to go best, in each preference and domain; nothing if no sibling was waiting
 * @param held whether it stands for as long as the node is set aside for the pod, rather than until {@code until}
 * @param priority of the pod; what it holds, it holds against no pod of a higher one
 * @param until when it ends unless it is held
 */
record Reservation(NodeSet nodes, List<Claim> claims, List<Claim> hints, boolean held, int priority, Moment until) {
    Reservation {
        claims = List.copyOf(claims);
        hints = List.copyOf(hints);
    }

    /** The same reservation, with the nodes that were scored best. */
    Reservation hinting(List<Claim> best, Moment end) {
        return new Reservation(nodes, claims, best, held, priority, end);
    }

    /** The same reservation, with other slots. */
    Reservation claiming(List<Claim> other) {
        return new Reservation(nodes, other, hints, held, priority, until);
    }

    /** The same reservation, that passes. */
    Reservation passing(Moment end) {
        return new Reservation(nodes, claims, hints, false, priority, end);
    }

    /** The same reservation, without some nodes. */
    Reservation without(NodeSet gone) {
        return nodes.intersects(gone) ? new Reservation(nodes.minus(gone), claims, hints, held, priority, until) : this;
    }

    boolean isOver(Moment now) {
        return !held && !now.isBefore(until);
    }

    /** One slot of a domain, or the word that a carrier may come there; counted in the tally as a pod would be. */
    record Claim(Tally tally, int domain) {}
}
