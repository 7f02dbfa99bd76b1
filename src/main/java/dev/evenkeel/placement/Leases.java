package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Topology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The leases in force: at most one a pod. What a lease claims is counted exactly as long as it is here. */
final class Leases {
    private final Cluster cluster;
    /** In the order of their ends. */
    private final Map<String, Lease> passing = new LinkedHashMap<>();

    private final Map<String, Lease> held = new HashMap<>();

    Leases(Cluster cluster) {
        this.cluster = cluster;
    }

    Optional<Lease> of(String uid) {
        Lease lease = held.get(uid);
        return Optional.ofNullable(lease != null ? lease : passing.get(uid));
    }

    int size() {
        return passing.size() + held.size();
    }

    /** Puts a lease in force; it ends no earlier than those before it, unless it is held. */
    void begin(String uid, Lease lease) {
        end(uid);
        lease.claims().forEach(claim -> cluster.claim(claim.tally(), claim.domain()));
        lease.hopes().forEach(hope -> cluster.claim(hope.tally(), hope.domain()));
        (lease.held() ? held : passing).put(uid, lease);
    }

    /** Ends the pod's lease, if it has one. */
    void end(String uid) {
        Lease passed = passing.remove(uid);
        Lease ended = passed != null ? passed : held.remove(uid);
        if (ended != null) {
            ended.claims().forEach(claim -> cluster.unclaim(claim.tally(), claim.domain()));
            ended.hopes().forEach(hope -> cluster.unclaim(hope.tally(), hope.domain()));
        }
    }

    /** The pods whose leases are over by now; to be ended by the caller. */
    List<String> over(Moment now) {
        List<String> over = new ArrayList<>();
        Iterator<Map.Entry<String, Lease>> oldest = passing.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Lease> next = oldest.next();
            if (!next.getValue().isOver(now)) {
                break;
            }
            over.add(next.getKey());
        }
        return over;
    }

    /** How many pods other than {@code uid} hold a claim of this tally in this domain for as long as it takes. */
    int heldByOthers(String uid, Tally tally, int domain) {
        Lease.Claim claim = new Lease.Claim(tally, domain);
        int others = 0;
        for (Map.Entry<String, Lease> lease : held.entrySet()) {
            if (!lease.getKey().equals(uid) && lease.getValue().claims().contains(claim)) {
                others++;
            }
        }
        return others;
    }

    /** How many pods claim this of the tally with an offer that passes. */
    int passing(Tally tally, int domain) {
        return tally.count(domain) - heldByOthers("", tally, domain);
    }

    /** What a pod claims with an offer: one slot in every limit and domain that the offer touches. */
    static List<Lease.Claim> claims(List<Constraint> constraints, NodeSet nodes) {
        List<Lease.Claim> claims = new ArrayList<>();
        for (Constraint constraint : constraints) {
            constraint.claims().forEach(tally -> addClaims(tally, nodes, claims));
        }
        return claims;
    }

    /** What a pod hopes for when it is told to go best to these nodes. */
    static List<Lease.Claim> hopes(List<Tally> tallies, NodeSet nodes) {
        List<Lease.Claim> hopes = new ArrayList<>();
        tallies.forEach(tally -> addClaims(tally, nodes, hopes));
        return hopes;
    }

    private static void addClaims(Tally tally, NodeSet nodes, List<Lease.Claim> claims) {
        Topology topology = tally.topology();
        BitSet domains = new BitSet();
        nodes.forEach(node -> {
            if (topology.domain(node) != Topology.NO_DOMAIN) {
                domains.set(topology.domain(node));
            }
        });
        domains.stream().forEach(domain -> claims.add(new Lease.Claim(tally, domain)));
    }
}
