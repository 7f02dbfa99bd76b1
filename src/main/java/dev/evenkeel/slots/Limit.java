package dev.evenkeel.slots;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.rule.Cap;
import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a rule forbids, made concrete: beside a carrier of this limit, a domain holds fewer than {@code max} other pods
 * of the group. All pods that ask for the same share one; it lives as long as a known pod carries it.
 */
public final class Limit {
    public final Cap key;
    /** The pods of the group. */
    public final Tally group;
    /** The pods that carry this limit. */
    final Tally carriers;
    /** Where pods of the group have been offered a slot. */
    final Tally groupClaims;
    /** Where carriers have been offered a slot. */
    final Tally carrierClaims;
    /** How many known pods carry it, placed or not. */
    int users;
    /** The carriers that wait for a place. */
    public final Demand demand = new Demand();
    /** What kube-scheduler has last asked of a carrier that it looked at many nodes for. */
    @Nullable
    public WideAsk wideAsk;

    Limit(Cap key, Cluster cluster) {
        this.key = key;
        this.group = cluster.acquire(key.tally());
        this.carriers = cluster.carrierTally(key.topologyKey().label());
        this.groupClaims = cluster.carrierTally(key.topologyKey().label());
        this.carrierClaims = cluster.carrierTally(key.topologyKey().label());
    }

    /** Ends the counting; nobody carries the limit any more. */
    void close(Cluster cluster) {
        cluster.drop(carriers);
        cluster.drop(groupClaims);
        cluster.drop(carrierClaims);
        cluster.release(key.tally());
    }

    /** Whether its carriers compete for slots among themselves. */
    boolean isShared() {
        return key.kind() == Cap.Kind.SPREAD;
    }

    /** Nodes where no further carrier may go. */
    NodeSet closedToCarriers() {
        return group.nodesReckonedAtLeast(key.max());
    }

    /** Nodes where no further pod of the group may go that does not carry the limit itself. */
    NodeSet closedToOthers() {
        NodeSet carried = carriers.nodesReckonedAtLeast(1);
        return switch (key.kind()) {
            // The carriers there are part of the group and count towards max.
            case SPREAD -> carried.and(closedToCarriers());
            case AVOID, EXCLUSIVE, SPEC -> carried;
        };
    }

    /** Those of {@link #closedToCarriers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToCarriers(NodeSet asked, Tally.Passing without) {
        return group.nodesReckonedAtLeast(key.max(), without, asked);
    }

    /** Those of {@link #closedToOthers} among {@code asked} that stay so when the passing pods are gone. */
    NodeSet closedToOthers(NodeSet asked, Tally.Passing without) {
        NodeSet carried = carriers.nodesReckonedAtLeast(1, without, asked);
        return switch (key.kind()) {
            case SPREAD -> closedToCarriers(carried, without);
            case AVOID, EXCLUSIVE, SPEC -> carried;
        };
    }

    /** The nodes among {@code open} where slots that are offered to others leave none for a carrier. */
    NodeSet claimedFromCarriers(NodeSet open) {
        if (key.max() == 1) {
            return open.and(groupClaims.nodesWithAtLeast(1));
        }
        return claimedDomains(open, domain -> true);
    }

    /** The nodes among {@code open} where slots that are offered to carriers leave none for another pod of the group. */
    NodeSet claimedFromOthers(NodeSet open) {
        return switch (key.kind()) {
            case SPREAD -> claimedDomains(open, domain -> carriers.reckoned(domain) + carrierClaims.count(domain) > 0);
            case AVOID, EXCLUSIVE, SPEC -> open.and(carrierClaims.nodesWithAtLeast(1));
        };
    }

    private NodeSet claimedDomains(NodeSet open, IntPredicate which) {
        NodeSet claimed = new NodeSet();
        groupClaims.counts().forEach((domain, claims) -> {
            if (group.reckoned(domain) + claims >= key.max() && which.test(domain)) {
                group.topology().addNodes(domain, claimed);
            }
        });
        claimed.retainAll(open);
        return claimed;
    }

    /** The slots that are neither taken nor offered to others, in the domains of these nodes. */
    int freeSlots(NodeSet nodes) {
        return slots(nodes, groupClaims.counts());
    }

    /** The slots that are not taken, in the domains of these nodes; some may be offered to others. */
    int untakenSlots(NodeSet nodes) {
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
        int most = Math.max(0, key.max() - group.reckoned(Topology.NO_DOMAIN));
        int slots = most * domains.cardinality();
        BitSet used = new BitSet();
        group.counts().keySet().forEach(used::set);
        claims.keySet().forEach(used::set);
        used.and(domains);
        for (int domain = used.nextSetBit(0); domain >= 0; domain = used.nextSetBit(domain + 1)) {
            int left = key.max() - group.reckoned(domain) - claims.getOrDefault(domain, 0);
            slots += Math.max(0, left) - most;
        }
        return slots;
    }

    /** The nodes among {@code asked} that no carrier may go to for want of the topology key. */
    NodeSet withoutKey(NodeSet asked) {
        return key.kind() == Cap.Kind.SPEC
                ? new NodeSet()
                : asked.minus(group.topology().nodesWithKey());
    }

    /** {@code host already has a pod of group app=web (required host max 1)}. */
    String groupPresent() {
        String domain = key.topologyKey().toString();
        return switch (key.kind()) {
            case SPREAD -> domain + " already has " + pods() + " of group " + key.group() + " (" + key.wish() + ")";
            case AVOID -> domain + " has a pod to stay away from (" + key.wish() + ")";
            case EXCLUSIVE -> domain + " has other pods (" + key.wish() + ")";
            case SPEC -> domain + " has a pod that matches " + key.group() + " (" + key.wish() + ")";
        };
    }

    /** {@code host has a pod whose rule allows no more of group app=web (its required host max 1)}. */
    String carrierPresent() {
        String domain = key.topologyKey().toString();
        return switch (key.kind()) {
            case SPREAD ->
                domain + " has a pod whose rule allows no more of group " + key.group() + " (its " + key.wish() + ")";
            case AVOID, SPEC -> domain + " has a pod that stays away from this one (its " + key.wish() + ")";
            case EXCLUSIVE -> domain + " belongs to another pod alone (its " + key.wish() + ")";
        };
    }

    /** {@code node has no label topology.kubernetes.io/zone (required zone max 1)}. */
    String keyMissing() {
        return "node has no label " + key.topologyKey().label() + " (" + key.wish() + ")";
    }

    private String pods() {
        return key.max() == 1 ? "a pod" : key.max() + " pods";
    }
}
