package dev.evenkeel.slots;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.rule.Cap;
import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What a rule forbids, made concrete: beside a carrier of this cap, a domain holds fewer than {@code max} other pods
 * of the group. All pods that ask for the same share one; it lives as long as a known pod carries it.
 */
public final class CapUsage {
    public final Cap cap;
    /** The pods of the group. */
    public final Tally group;
    /** The pods that carry this cap. */
    final Tally carriers;
    /** Where pods of the group have been offered a slot. */
    public final Tally groupClaims;
    /** Where carriers have been offered a slot. */
    final Tally carrierClaims;
    /** How many known pods carry it, placed or not. */
    int users;
    /** The carriers that wait for a place. */
    public final Contenders contenders = new Contenders();

    public CapUsage(Cap cap, Cluster cluster) {
        this.cap = cap;
        this.group = cluster.acquire(cap.tally());
        this.carriers = cluster.carrierTally(cap.topologyKey().label());
        this.groupClaims = cluster.carrierTally(cap.topologyKey().label());
        this.carrierClaims = cluster.carrierTally(cap.topologyKey().label());
    }

    /** Ends the counting; nobody carries the cap any more. */
    void close(Cluster cluster) {
        cluster.drop(carriers);
        cluster.drop(groupClaims);
        cluster.drop(carrierClaims);
        cluster.release(cap.tally());
    }

    /** Whether its carriers compete for slots among themselves. */
    public boolean isShared() {
        return cap.kind() == Cap.Kind.SPREAD;
    }

    /** Nodes where no further carrier may go. */
    NodeSet closedToCarriers() {
        return group.nodesReckonedAtLeast(cap.max());
    }

    /** Nodes where no further pod of the group may go that does not carry the cap itself. */
    NodeSet closedToOthers() {
        NodeSet carried = carriers.nodesReckonedAtLeast(1);
        return switch (cap.kind()) {
            // The carriers there are part of the group and count towards max.
            case SPREAD -> carried.and(closedToCarriers());
            case AVOID, EXCLUSIVE, SPEC -> carried;
        };
    }

    /** Those of {@link #closedToCarriers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToCarriers(NodeSet asked, Tally.Passing without) {
        return group.nodesReckonedAtLeast(cap.max(), without, asked);
    }

    /** Those of {@link #closedToOthers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToOthers(NodeSet asked, Tally.Passing without) {
        NodeSet carried = carriers.nodesReckonedAtLeast(1, without, asked);
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
            case SPREAD -> claimedDomains(open, domain -> carriers.reckoned(domain) + carrierClaims.count(domain) > 0);
            case AVOID, EXCLUSIVE, SPEC -> open.and(carrierClaims.nodesWithAtLeast(1));
        };
    }

    private NodeSet claimedDomains(NodeSet open, IntPredicate which) {
        NodeSet claimed = new NodeSet();
        groupClaims.counts().forEach((domain, claims) -> {
            if (group.reckoned(domain) + claims >= cap.max() && which.test(domain)) {
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
        int most = Math.max(0, cap.max() - group.reckoned(Topology.NO_DOMAIN));
        int slots = most * domains.cardinality();
        BitSet used = new BitSet();
        group.counts().keySet().forEach(used::set);
        claims.keySet().forEach(used::set);
        used.and(domains);
        for (int domain = used.nextSetBit(0); domain >= 0; domain = used.nextSetBit(domain + 1)) {
            int left = cap.max() - group.reckoned(domain) - claims.getOrDefault(domain, 0);
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

    /** {@code host already has a pod of group app=web (required host max 1)}. */
    String groupPresent() {
        String domain = cap.topologyKey().toString();
        return switch (cap.kind()) {
            case SPREAD -> domain + " already has " + pods() + " of group " + cap.group() + " (" + cap.term() + ")";
            case AVOID -> domain + " has a pod to stay away from (" + cap.term() + ")";
            case EXCLUSIVE -> domain + " has other pods (" + cap.term() + ")";
            case SPEC -> domain + " has a pod that matches " + cap.group() + " (" + cap.term() + ")";
        };
    }

    /** {@code host has a pod whose rule allows no more of group app=web (its required host max 1)}. */
    String carrierPresent() {
        String domain = cap.topologyKey().toString();
        return switch (cap.kind()) {
            case SPREAD ->
                domain + " has a pod whose rule allows no more of group " + cap.group() + " (its " + cap.term() + ")";
            case AVOID, SPEC -> domain + " has a pod that stays away from this one (its " + cap.term() + ")";
            case EXCLUSIVE -> domain + " belongs to another pod alone (its " + cap.term() + ")";
        };
    }

    /** {@code node has no label topology.kubernetes.io/zone (required zone max 1)}. */
    String keyMissing() {
        return "node has no label " + cap.topologyKey().label() + " (" + cap.term() + ")";
    }

    private String pods() {
        return cap.max() == 1 ? "a pod" : cap.max() + " pods";
    }
}
