package dev.evenkeel.slots;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what reservations claim: each is counted from one {@link #change} to the next. Slots that pods hold for as long as it
 * takes are counted a second time, by priority, so that they can be looked past.
 */
final class SlotClaims {
    private final Cluster cluster;
    /** How many pods hold a slot for as long as it takes, by tally and domain; only what is there. */
    private final Map<Tally, Map<Integer, Integer>> heldClaims = new HashMap<>();
    /** By priority and UID, the reservations that hold slots counted by a tally. */
    private final Map<Tally, NavigableMap<Integer, Map<String, Reservation>>> holders = new HashMap<>();

    SlotClaims(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The pod has another reservation now, or none any more. */
    void change(String uid, @Nullable Reservation before, @Nullable Reservation next) {
        if (next != null) {
            // First: a domain whose nodes are gone has its number only as long as somebody claims something there.
            count(next);
        }
        if (before != null) {
            uncount(before);
            release(uid, before);
        }
        if (next != null) {
            hold(uid, next);
        }
    }

    private void hold(String uid, Reservation reservation) {
        if (reservation.held()) {
            countHeld(reservation);
            reservation
                    .claims()
                    .forEach(claim -> holders.computeIfAbsent(claim.tally(), first -> new TreeMap<>())
                            .computeIfAbsent(reservation.priority(), first -> new HashMap<>())
                            .put(uid, reservation));
        }
    }

    private void release(String uid, Reservation reservation) {
        if (reservation.held()) {
            uncountHeld(reservation);
            reservation.claims().forEach(claim -> holdsNoMore(claim.tally(), reservation.priority(), uid));
        }
    }

    private void holdsNoMore(Tally tally, int priority, String uid) {
        @Nullable NavigableMap<Integer, Map<String, Reservation>> byPriority = holders.get(tally);
        if (byPriority == null) {
            return;
        }
        byPriority.computeIfPresent(priority, (same, held) -> held.remove(uid) != null && held.isEmpty() ? null : held);
        if (byPriority.isEmpty()) {
            holders.remove(tally);
        }
    }

    private void count(Reservation reservation) {
        reservation.counted().forEach(claim -> cluster.tallies().claim(claim.tally(), claim.domain()));
    }

    private void uncount(Reservation reservation) {
        reservation.counted().forEach(claim -> cluster.tallies().unclaim(claim.tally(), claim.domain()));
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
        Map<String, Reservation> lower = new LinkedHashMap<>();
        for (Tally tally : tallies) {
            Optional.ofNullable(holders.get(tally))
                    .ifPresent(
                            byPriority -> byPriority.headMap(priority).values().forEach(lower::putAll));
        }
        List<Reservation> past = new ArrayList<>(lower.values());
        past.forEach(each -> each.counted().forEach(claim -> cluster.tallies().keep(claim.tally(), claim.domain())));
        past.forEach(this::uncount);
        past.forEach(this::uncountHeld);
        try {
            return question.get();
        } finally {
            past.forEach(this::count);
            past.forEach(this::countHeld);
            past.forEach(each ->
                    each.counted().forEach(claim -> cluster.tallies().unkeep(claim.tally(), claim.domain())));
        }
    }

    /** The domains where somebody holds a slot that the tally counts. */
    Set<Integer> heldDomains(Tally tally) {
        return heldClaims.getOrDefault(tally, Map.of()).keySet();
    }

    /** How many pods hold a slot in this domain for as long as it takes, that of {@code own} left out. */
    int heldByOthers(Optional<Reservation> own, Tally tally, int domain) {
        int all = heldClaims.getOrDefault(tally, Map.of()).getOrDefault(domain, 0);
        return own.filter(Reservation::held)
                        .filter(each -> each.claims().contains(new Reservation.Claim(tally, domain)))
                        .isPresent()
                ? all - 1
                : all;
    }

    /** How many pods claim this of the tally with an offer that passes. */
    int passing(Tally tally, int domain) {
        return tally.count(domain) - heldByOthers(Optional.empty(), tally, domain);
    }
}
