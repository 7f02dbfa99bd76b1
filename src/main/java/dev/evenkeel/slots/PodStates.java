package dev.evenkeel.slots;

import dev.evenkeel.caps.PodConstraints;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@link PodState} of each pod, and all that is counted of them: claims on slots, who waits for what, and who is due first.
 * There is one way to change a state, which uncounts the old one and counts the new.
 */
public final class PodStates {
    private final Cluster cluster;
    private final Schedulers schedulers;
    private final SlotClaims claims;
    private final PendingPods pending = new PendingPods();
    private final Map<String, PodState> byUid = new HashMap<>();

    // Views of the states, by UID.

    /** Reservations for a time, in the order of their ends. */
    private final Set<String> passing = new LinkedHashSet<>();
    /** Reservations for as long as it takes. */
    private final Set<String> held = new HashSet<>();
    /** Bindings that are not settled, the oldest first. */
    private final Set<String> attempting = new LinkedHashSet<>();
    /** Pods that only filter calls have shown, the one not heard of for longest first. */
    private final Set<String> unseen = new LinkedHashSet<>();
    /** Pods on their way out whose end is waited for, the longest first. */
    private final Set<String> leaving = new LinkedHashSet<>();

    PodStates(Cluster cluster, Schedulers schedulers) {
        this.cluster = cluster;
        this.schedulers = schedulers;
        this.claims = new SlotClaims(cluster);
    }

    /** The state of a pod, known or not. Nodes whose numbers are others' now are no part of its reservation any more. */
    public PodState of(String uid) {
        PodState known = byUid.getOrDefault(uid, PodState.PLAIN);
        @Nullable Reservation reservation = known.reservation();
        NodeTable table = cluster.table();
        if (reservation == null || known.generation() == table.generation()) {
            return known;
        }
        // What it claims stays: domains are not given to others as long as somebody claims them.
        PodState current =
                known.reserving(reservation.without(table.reusedSince(known.generation())), table.generation());
        byUid.put(uid, current);
        return current;
    }

    /** What of the slots is claimed by reservations. */
    SlotClaims claims() {
        return claims;
    }

    // ---- the one change

    /**
     * The pod's state is another now, or what the cluster shows of it is. A pod that waits comes last among those that wait for
     * the same.
     */
    public void change(PodEntry entry, PodState next) {
        String uid = entry.pod().id().uid();
        boolean waits = waits(entry);
        PodState counted = waits ? next : next.notWaiting();
        put(uid, counted);
        queue(entry, waits, counted);
    }

    /** A known pod was heard of, by filter calls only if there is a moment: nothing that is counted changes. */
    void hear(String uid, @Nullable Moment when) {
        put(uid, of(uid).heard(when));
    }

    /** The pod is gone. */
    void remove(String uid) {
        put(uid, PodState.PLAIN);
        pending.remove(uid);
        schedulers.forget(uid);
    }

    @SuppressWarnings("ReferenceEquality") // An equal reservation that is made later takes a later place.
    private void put(String uid, PodState next) {
        PodState before = byUid.getOrDefault(uid, PodState.PLAIN);
        if (before.reservation() != next.reservation()) {
            recount(uid, before.reservation(), next.reservation());
        }
        reorder(attempting, uid, before.attempt() != null, next.attempt() != null);
        reorder(unseen, uid, before.lastHeard(), next.lastHeard());
        reorder(leaving, uid, before.leavingSince(), next.leavingSince());
        if (next.isPlain()) {
            byUid.remove(uid);
        } else {
            byUid.put(uid, next);
        }
    }

    private void recount(String uid, @Nullable Reservation before, @Nullable Reservation next) {
        claims.change(uid, before, next);
        passing.remove(uid);
        held.remove(uid);
        if (next != null) {
            (next.held() ? held : passing).add(uid);
        }
    }

    @SuppressWarnings("ReferenceEquality") // As there.
    private static void reorder(Set<String> order, String uid, @Nullable Moment before, @Nullable Moment next) {
        if (before != next) {
            order.remove(uid);
            reorder(order, uid, false, next != null);
        }
    }

    private static void reorder(Set<String> order, String uid, boolean before, boolean next) {
        if (before && !next) {
            order.remove(uid);
        } else if (next && !before) {
            order.add(uid);
        }
    }

    /** Counts the pod among those that wait for a place, if it does. Pods of others' schedulers wait elsewhere. */
    private void queue(PodEntry entry, boolean waits, PodState state) {
        String uid = entry.pod().id().uid();
        String scheduler = entry.pod().scheduling().scheduler();
        boolean elsewhere = !schedulers.serves(scheduler);
        cluster.markElsewhere(entry, elsewhere);
        pending.remove(uid);
        schedulers.forget(uid);
        if (waits && elsewhere) {
            // A node that is set aside for it is kept for it all the same.
            schedulers.note(uid, scheduler);
        } else if (waits && state.constraints() != null) {
            queue(uid, state.constraints(), Optional.ofNullable(state.reservation()));
        }
    }

    private void queue(String uid, PodConstraints constraints, Optional<Reservation> reservation) {
        boolean claims = reservation.filter(each -> !each.claims().isEmpty()).isPresent();
        boolean hints = reservation.filter(each -> !each.hints().isEmpty()).isPresent();
        List<PendingPods.Wanted> wanted = new ArrayList<>();
        constraints.usages().forEach(usage -> wanted.add(new PendingPods.Wanted(usage.contenders(), claims)));
        constraints
                .preferences()
                .forEach(preference -> wanted.add(new PendingPods.Wanted(preference.contenders(), hints)));
        if (!wanted.isEmpty()) {
            pending.add(uid, wanted);
        }
    }

    /** Whether the pod is one that kube-scheduler has to find a place for. */
    public static boolean waits(PodEntry entry) {
        return !entry.isPlaced()
                && entry.pod().phase() == Pod.Phase.LIVE
                && !entry.pod().scheduling().gated();
    }

    // ---- who is due

    /** Somebody asks about a pod of this scheduler: the UIDs of its others, which wait here from now on. */
    List<String> serve(String scheduler) {
        return schedulers.asked(scheduler);
    }

    /** The UIDs of pods whose reservation's time is over; to be ended by the caller. */
    List<String> over(Moment now) {
        return passing.stream()
                .takeWhile(uid -> Optional.ofNullable(of(uid).reservation())
                        .filter(each -> each.isOver(now))
                        .isPresent())
                .toList();
    }

    /** The UIDs of pods that hold slots for as long as it takes; of all with a reservation, if {@code passingToo}. */
    List<String> reserving(boolean passingToo) {
        List<String> uids = new ArrayList<>(held);
        if (passingToo) {
            uids.addAll(passing);
        }
        return uids;
    }

    /** The UIDs of pods whose bindings are not settled, the oldest first. */
    List<String> attempting() {
        return List.copyOf(attempting);
    }

    /** The UIDs of pods that only filter calls have shown, the last of them before {@code deadline}. */
    List<String> unseenSince(Moment deadline) {
        return unseen.stream()
                .takeWhile(uid -> isBefore(of(uid).lastHeard(), deadline))
                .toList();
    }

    /** The UIDs of pods that have been on their way out since {@code latest}, or longer. */
    List<String> leavingSince(Moment latest) {
        return leaving.stream()
                .takeWhile(uid -> !isBefore(latest, of(uid).leavingSince()))
                .toList();
    }

    private static boolean isBefore(@Nullable Moment one, @Nullable Moment other) {
        return one != null && other != null && one.isBefore(other);
    }

    /** How many pods only filter calls have shown. */
    int unseen() {
        return unseen.size();
    }
}
