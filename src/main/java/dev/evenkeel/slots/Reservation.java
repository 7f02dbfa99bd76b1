package dev.evenkeel.slots;

import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Moment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The slots behind an offer, held for one pod from filter on, so that the offers of waiting siblings do not overlap. It
 * ends once: when the pod is permitted or seen bound, is gone, is asked about again, or when its time is over.
 *
 * @param nodes the nodes that were offered
 * @param claims what it holds; nothing if no sibling was waiting, since then there was nobody to keep it from
 * @param hints where it was sent, in each preference and domain; nothing if no sibling was waiting
 * @param held whether it stands for as long as the node is set aside for the pod, rather than until {@code until}
 * @param priority of the pod; what it holds, it holds against no pod of a higher one
 * @param until when it ends unless it is held
 */
public record Reservation(
        NodeSet nodes, List<Claim> claims, List<Claim> hints, boolean held, int priority, Moment until) {
    public Reservation {
        claims = List.copyOf(claims);
        hints = List.copyOf(hints);
    }

    /** Slots that are kept for a pod for a time. */
    public static Reservation until(Moment end, PodEntry entry, NodeSet nodes, List<Claim> claims, List<Claim> hints) {
        return new Reservation(
                nodes, claims, hints, false, entry.pod().scheduling().priority(), end);
    }

    /** All slots of these nodes that bind the pod, kept for it for as long as it takes. */
    public static Reservation held(PodEntry entry, NodeSet nodes, List<Constraint> constraints, Moment now) {
        return new Reservation(
                nodes,
                claims(constraints, nodes),
                List.of(),
                true,
                entry.pod().scheduling().priority(),
                now);
    }

    /** The same reservation, with the nodes that were scored best. */
    public Reservation hinting(List<Claim> best, Moment end) {
        return new Reservation(nodes, claims, best, held, priority, end);
    }

    /** The same reservation, with other slots. */
    public Reservation claiming(List<Claim> other) {
        return new Reservation(nodes, other, hints, held, priority, until);
    }

    /** The same reservation, that passes. */
    public Reservation passing(Moment end) {
        return new Reservation(nodes, claims, hints, false, priority, end);
    }

    /** The same reservation, without some nodes. */
    public Reservation without(NodeSet gone) {
        return nodes.intersects(gone) ? new Reservation(nodes.minus(gone), claims, hints, held, priority, until) : this;
    }

    /** What a pod claims with an offer: one slot in every cap and domain that the offer touches. */
    public static List<Claim> claims(List<Constraint> constraints, NodeSet nodes) {
        List<Claim> claims = new ArrayList<>();
        for (Constraint constraint : constraints) {
            constraint.claims().forEach(tally -> addClaims(tally, nodes, claims));
        }
        return claims;
    }

    /** What a pod is hinted at when it is to go best to these nodes. */
    public static List<Claim> hints(List<Tally> tallies, NodeSet nodes) {
        List<Claim> hints = new ArrayList<>();
        tallies.forEach(tally -> addClaims(tally, nodes, hints));
        return hints;
    }

    private static void addClaims(Tally tally, NodeSet nodes, List<Claim> claims) {
        Topology topology = tally.topology();
        BitSet domains = new BitSet();
        nodes.forEach(node -> {
            if (topology.domain(node) != Topology.NO_DOMAIN) {
                domains.set(topology.domain(node));
            }
        });
        domains.stream().forEach(domain -> claims.add(new Claim(tally, domain)));
    }

    /** All that is counted of it: claims and hints. */
    Stream<Claim> counted() {
        return Stream.concat(claims.stream(), hints.stream());
    }

    /** Whether its time is over; never if it is held. */
    public boolean isOver(Moment now) {
        return !held && !now.isBefore(until);
    }

    /** One slot of a domain, or the word that a carrier may come there; counted in the tally as a pod would be. */
    public record Claim(Tally tally, int domain) {}
}
