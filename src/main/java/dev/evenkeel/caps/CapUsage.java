package dev.evenkeel.caps;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.rule.Cap;
import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What a rule forbids, made concrete: beside a carrier of this cap, a domain holds fewer than {@code max} other pods
 * of the group. All pods that ask for the same share one; it lives as long as a known pod carries it.
 */
public final class CapUsage {
    private final Cap cap;
    private final Tally group;
    private final Tally carriers;
    private final Tally groupClaims;
    private final Tally carrierClaims;
    /** How many known pods carry it, placed or not. */
    int users;

    private final Contenders contenders = new Contenders();

    /** Begins to count; nobody carries the cap yet. */
    public CapUsage(Cap cap, Cluster cluster) {
        this.cap = cap;
        this.group = cluster.tallies().acquire(cap.tally());
        this.carriers = cluster.tallies().carrierTally(cap.topologyKey().label());
        this.groupClaims = cluster.tallies().carrierTally(cap.topologyKey().label());
        this.carrierClaims = cluster.tallies().carrierTally(cap.topologyKey().label());
    }

    /** The cap that it counts for. */
    public Cap cap() {
        return cap;
    }

    /** The pods of the group. */
    public Tally group() {
        return group;
    }

    /** The pods that carry this cap. */
    public Tally carriers() {
        return carriers;
    }

    /** Where pods of the group have been offered a slot. */
    public Tally groupClaims() {
        return groupClaims;
    }

    /** Where carriers have been offered a slot. */
    public Tally carrierClaims() {
        return carrierClaims;
    }

    /** The carriers that wait for a place. */
    public Contenders contenders() {
        return contenders;
    }

    /** Ends the counting; nobody carries the cap any more. */
    void close(Cluster cluster) {
        cluster.tallies().drop(carriers);
        cluster.tallies().drop(groupClaims);
        cluster.tallies().drop(carrierClaims);
        cluster.tallies().release(cap.tally());
    }

    /** Whether its carriers compete for slots among themselves. */
    public boolean isShared() {
        return cap.kind() == Cap.Kind.SPREAD;
    }

    /** Nodes where no further carrier may go. */
    NodeSet closedToCarriers() {
        return group.nodesPossiblyAtLeast(cap.max());
    }

    /** Nodes where no further pod of the group may go that does not carry the cap itself. */
    NodeSet closedToOthers() {
        NodeSet carried = carriers.nodesPossiblyAtLeast(1);
        return switch (cap.kind()) {
            // The carriers there are part of the group and count towards max.
            case SPREAD -> carried.and(closedToCarriers());
            case AVOID, EXCLUSIVE, SPEC -> carried;
        };
    }

    /** Those of {@link #closedToCarriers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToCarriers(NodeSet asked, Tally.Passing without) {
        return group.nodesPossiblyAtLeast(cap.max(), without, asked);
    }

    /** Those of {@link #closedToOthers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToOthers(NodeSet asked, Tally.Passing without) {
        NodeSet carried = carriers.nodesPossiblyAtLeast(1, without, asked);
        return switch (cap.kind()) {
            case SPREAD -> closedToCarriers(carried, without);
            case AVOID, EXCLUSIVE, SPEC -> carried;
        };
    }

    /** The nodes among {@code open} where slots that are offered to others leave none for a carrier. */
    NodeSet claimedFromCarriers(NodeSet open) {
        if (cap.max() == 1) {
            return open.and(groupClaims.nodesWithAtLeast(1));
        }
        return claimedDomains(open, domain -> true);
    }

    /** The nodes among {@code open} where slots that are offered to carriers leave none for another pod of the group. */
    NodeSet claimedFromOthers(NodeSet open) {
        return switch (cap.kind()) {
            case SPREAD -> claimedDomains(open, domain -> carriers.possible(domain) + carrierClaims.count(domain) > 0);
            case AVOID, EXCLUSIVE, SPEC -> open.and(carrierClaims.nodesWithAtLeast(1));
        };
    }

    private NodeSet claimedDomains(NodeSet open, IntPredicate which) {
        NodeSet claimed = new NodeSet();
        groupClaims.counts().forEach((domain, claims) -> {
            if (group.possible(domain) + claims >= cap.max() && which.test(domain)) {
                group.topology().addNodes(domain, claimed);
            }
        });
        claimed.retainAll(open);
        return claimed;
    }

    /** The slots that are neither taken nor offered to others, in the domains of these nodes. */
    public int freeSlots(NodeSet nodes) {
        return slots(nodes, groupClaims.counts());
    }

    /** The slots that are not taken, in the domains of these nodes; some may be offered to others. */
    public int untakenSlots(NodeSet nodes) {
        return slots(nodes, Map.of());
    }

    private int slots(NodeSet nodes, Map<Integer, Integer> claims) {
        BitSet domains = new BitSet();
        nodes.forEach(node -> {
            int domain = group.topology().domain(node);
            if (domain != Topology.NO_DOMAIN) {
                domains.set(domain);
            }
        });
        // Most domains are empty, and hold as many as one that has no pods: only the others are looked up.
        int most = Math.max(0, cap.max() - group.possible(Topology.NO_DOMAIN));
        int slots = most * domains.cardinality();
        BitSet used = new BitSet();
        group.counts().keySet().forEach(used::set);
        claims.keySet().forEach(used::set);
        used.and(domains);
        for (int domain = used.nextSetBit(0); domain >= 0; domain = used.nextSetBit(domain + 1)) {
            int left = cap.max() - group.possible(domain) - claims.getOrDefault(domain, 0);
            slots += Math.max(0, left) - most;
        }
        return slots;
    }

    /** The nodes among {@code asked} that no carrier may go to for want of the topology key. */
    NodeSet withoutKey(NodeSet asked) {
        return cap.kind() == Cap.Kind.SPEC
                ? new NodeSet()
                : asked.minus(group.topology().nodesWithKey());
    }
}
