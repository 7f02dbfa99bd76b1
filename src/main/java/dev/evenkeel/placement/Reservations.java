package dev.evenkeel.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that pods are nominated to, by whomever, and that are therefore to be set aside for them as long as they can be
 * used; a pod is nominated to one node at most. Only remembers; the {@link Ledger} takes the slots.
 *
 * <p>A reservation is given up when kube-scheduler asks about its pod and leaves the node out: it has then tried that node alone,
 * in vain. It stays given up for as long as the pod is nominated to that node and the node stays as it is; otherwise two pods that
 * cannot go where they are nominated would keep each other out for ever.
 */
final class Reservations {
    private final Map<String, Reservation> byUid = new HashMap<>();
    private final Map<String, Set<String>> uidsByNode = new HashMap<>();

    private record Reservation(String node, boolean givenUp) {}

    /** The pod is nominated to this node, or to none. */
    void follow(String uid, Optional<String> node) {
        @Nullable Reservation known = byUid.get(uid);
        if (known != null && node.filter(known.node::equals).isPresent()) {
            return;
        }
        remove(uid);
        node.ifPresent(name -> {
            byUid.put(uid, new Reservation(name, false));
            uidsByNode.computeIfAbsent(name, first -> new HashSet<>()).add(uid);
        });
    }

    /** The node that is to be set aside for the pod; empty if there is none, or it was given up. */
    Optional<String> of(String uid) {
        return Optional.ofNullable(byUid.get(uid))
                .filter(reservation -> !reservation.givenUp)
                .map(Reservation::node);
    }

    /** Nothing is set aside any more for the pod where it is nominated now. */
    void giveUp(String uid) {
        byUid.computeIfPresent(uid, (same, reservation) -> new Reservation(reservation.node, true));
    }

    /** The node can be used again: who has given it up may be tried there anew. */
    void reopen(String node) {
        on(node).forEach(uid -> byUid.put(uid, new Reservation(node, false)));
    }

    /** The UIDs of the pods that are nominated to the node. */
    List<String> on(String node) {
        return List.copyOf(uidsByNode.getOrDefault(node, Set.of()));
    }

    /** The pod has a place, or is gone. */
    void remove(String uid) {
        @Nullable Reservation known = byUid.remove(uid);
        if (known != null) {
            uidsByNode.computeIfPresent(known.node, (node, uids) -> uids.remove(uid) && uids.isEmpty() ? null : uids);
        }
    }
}
