package dev.evenkeel.slots;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Topology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reservations in force: at most one a pod. What a reservation claims is counted exactly as long as it is here. A node whose number is
 * given to another while a reservation is on it is not part of the reservation any more.
 */
final class Reservations {
    private final Cluster cluster;
    /** In the order of their ends. */
    private final Map<String, InForce> passing = new LinkedHashMap<>();

    private final Map<String, InForce> held = new HashMap<>();

    /** A reservation, and the generation of the table that its nodes are from. */
    private record InForce(Reservation reservation, long generation) {}

    /** How many pods hold a slot for as long as it takes, by tally and domain; only what is there. */
    private final Map<Tally, Map<Integer, Integer>> heldClaims = new HashMap<>();

    /** The UIDs of the pods that hold slots counted by a tally, by their priority. */
    private final Map<Tally, NavigableMap<Integer, Set<String>>> holders = new HashMap<>();

    Reservations(Cluster cluster) {
        this.cluster = cluster;
    }

    Optional<Reservation> of(String uid) {
        return current(uid, held).or(() -> current(uid, passing));
    }

    private Optional<Reservation> current(String uid, Map<String, InForce> reservations) {
        @Nullable InForce known = reservations.get(uid);
        NodeTable table = cluster.table();
        if (known != null && known.generation != table.generation()) {
            known = new InForce(known.reservation.without(table.reusedSince(known.generation)), table.generation());
            reservations.put(uid, known);
        }
        return Optional.ofNullable(known).map(InForce::reservation);
    }

    int size() {
        return passing.size() + held.size();
    }

    /** Puts a reservation in force; it ends no earlier than those before it, unless it is held. */
    void begin(String uid, Reservation reservation) {
        end(uid);
        count(reservation);
        InForce inForce = new InForce(reservation, cluster.table().generation());
        if (reservation.held()) {
            held.put(uid, inForce);
            countHeld(reservation);
            reservation
                    .claims()
                    .forEach(claim -> holders.computeIfAbsent(claim.tally(), first -> new TreeMap<>())
                            .computeIfAbsent(reservation.priority(), first -> new HashSet<>())
                            .add(uid));
        } else {
            passing.put(uid, inForce);
        }
    }

    /** Ends the pod's reservation, if it has one. */
    void end(String uid) {
        @Nullable InForce passed = passing.remove(uid);
        if (passed != null) {
            uncount(passed.reservation);
        }
        @Nullable InForce heldUntilNow = held.remove(uid);
        if (heldUntilNow != null) {
            Reservation ended = heldUntilNow.reservation;
            uncount(ended);
            uncountHeld(ended);
            ended.claims().forEach(claim -> holdsNoMore(claim.tally(), ended.priority(), uid));
        }
    }

    private void holdsNoMore(Tally tally, int priority, String uid) {
        @Nullable NavigableMap<Integer, Set<String>> byPriority = holders.get(tally);
        if (byPriority == null) {
            return;
        }
        byPriority.computeIfPresent(priority, (same, uids) -> uids.remove(uid) && uids.isEmpty() ? null : uids);
        if (byPriority.isEmpty()) {
            holders.remove(tally);
        }
    }

    private void count(Reservation reservation) {
        reservation.claims().forEach(claim -> cluster.claim(claim.tally(), claim.domain()));
        reservation.hints().forEach(hint -> cluster.claim(hint.tally(), hint.domain()));
    }

    private void uncount(Reservation reservation) {
        reservation.claims().forEach(claim -> cluster.unclaim(claim.tally(), claim.domain()));
        reservation.hints().forEach(hint -> cluster.unclaim(hint.tally(), hint.domain()));
    }

    // A pod that claims the same for two of its rules holds one slot.
    private void countHeld(Reservation reservation) {
        Set.copyOf(reservation.claims())
                .forEach(claim -> heldClaims
                        .computeIfAbsent(claim.tally(), first -> new HashMap<>())
                        .merge(claim.domain(), 1, Integer::sum));
    }

    private void uncountHeld(Reservation reservation) {
        Set.copyOf(reservation.claims())
                .forEach(claim -> heldClaims.computeIfPresent(claim.tally(), (tally, domains) -> {
                    domains.computeIfPresent(claim.domain(), (domain, pods) -> pods == 1 ? null : pods - 1);
                    return domains.isEmpty() ? null : domains;
                }));
    }

    /**
     * What {@code question} answers if no pod of a lower priority held any of the slots that these tallies count; the question
     * may begin and end reservations that pass, and none that is held. Its cost follows the slots that are looked past.
     */
    <T> T lookingPast(int priority, List<Tally> tallies, Supplier<T> question) {
        Set<String> lower = new LinkedHashSet<>();
        for (Tally tally : tallies) {
            @Nullable NavigableMap<Integer, Set<String>> byPriority = holders.get(tally);
            if (byPriority != null) {
                byPriority.headMap(priority).values().forEach(lower::addAll);
            }
        }
        List<Reservation> past = lower.stream()
                .flatMap(uid -> Optional.ofNullable(held.get(uid)).stream())
                .map(InForce::reservation)
                .toList();
        past.forEach(reservation -> reservation.claims().forEach(claim -> cluster.keep(claim.tally(), claim.domain())));
        past.forEach(this::uncount);
        past.forEach(this::uncountHeld);
        try {
            return question.get();
        } finally {
            past.forEach(this::count);
            past.forEach(this::countHeld);
            past.forEach(reservation ->
                    reservation.claims().forEach(claim -> cluster.unkeep(claim.tally(), claim.domain())));
        }
    }

    /** The pods whose reservations are over by now; to be ended by the caller. */
    List<String> over(Moment now) {
        List<String> over = new ArrayList<>();
        Iterator<Map.Entry<String, InForce>> oldest = passing.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, InForce> next = oldest.next();
            if (!next.getValue().reservation.isOver(now)) {
                break;
            }
            over.add(next.getKey());
        }
        return over;
    }

    /** The UIDs of the pods whose reservations stand for as long as it takes; of all that have one, if those that pass are to be among them. */
    List<String> uids(boolean passingToo) {
        List<String> uids = new ArrayList<>(held.keySet());
        if (passingToo) {
            uids.addAll(passing.keySet());
        }
        return uids;
    }

    /** The domains where somebody holds a slot that the tally counts. */
    Set<Integer> heldDomains(Tally tally) {
        return heldClaims.getOrDefault(tally, Map.of()).keySet();
    }

    /** How many pods other than {@code uid} hold a slot in this domain for as long as it takes. */
    int heldByOthers(String uid, Tally tally, int domain) {
        int all = heldClaims.getOrDefault(tally, Map.of()).getOrDefault(domain, 0);
        @Nullable InForce own = held.get(uid);
        return own != null && own.reservation.claims().contains(new Reservation.Claim(tally, domain)) ? all - 1 : all;
    }

    /** How many pods claim this of the tally with an offer that passes. */
    int passing(Tally tally, int domain) {
        return tally.count(domain) - heldByOthers("", tally, domain);
    }

    /** What a pod claims with an offer: one slot in every cap and domain that the offer touches. */
    static List<Reservation.Claim> claims(List<Constraint> constraints, NodeSet nodes) {
        List<Reservation.Claim> claims = new ArrayList<>();
        for (Constraint constraint : constraints) {
            constraint.claims().forEach(tally -> addClaims(tally, nodes, claims));
        }
        return claims;
    }

    /** What a pod hints for when it is told to go best to these nodes. */
    static List<Reservation.Claim> hints(List<Tally> tallies, NodeSet nodes) {
        List<Reservation.Claim> hints = new ArrayList<>();
        tallies.forEach(tally -> addClaims(tally, nodes, hints));
        return hints;
    }

    private static void addClaims(Tally tally, NodeSet nodes, List<Reservation.Claim> claims) {
        Topology topology = tally.topology();
        BitSet domains = new BitSet();
        nodes.forEach(node -> {
            if (topology.domain(node) != Topology.NO_DOMAIN) {
                domains.set(topology.domain(node));
            }
        });
        domains.stream().forEach(domain -> claims.add(new Reservation.Claim(tally, domain)));
    }
}
