package dev.evenkeel.nomination;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that pods are nominated to, whatever has nominated them, and that are to be held for them; at most one for
 * each pod. Only remembers; {@link HeldNodes} takes the slots.
 *
 * <p>A nomination is given up when kube-scheduler asks about its pod without the node: it has then tried that node
 * alone, in vain. It stays given up while the pod is nominated to that node and the node does not change; otherwise two
 * pods that cannot be placed where they are nominated would block each other for ever. It is also given up when
 * kube-scheduler has not asked about the pod for long: it keeps a nomination if it finds no node that it could ask
 * about.
 */
final class NominatedPods {
    /**
     * So long nobody may ask about a pod for which a node is set aside. kube-scheduler waits up to ten minutes for
     * volumes ({@code VolumeBindingArgs.bindTimeoutSeconds}) and looks at each pod that waits every five ({@code
     * podMaxInUnschedulablePodsDuration}).
     */
    static final Duration LONGEST_UNASKED = Duration.ofMinutes(16);

    private final Map<String, Nominated> byUid = new HashMap<>();
    private final Map<String, Set<String>> uidsByNode = new HashMap<>();
    /** When pods were last asked about for which a node is set aside, the longest ago first. */
    private final Map<String, Moment> lastAsked = new LinkedHashMap<>();

    private record Nominated(String node, boolean givenUp) {}

    /** The pod is nominated to this node, or to none. */
    void follow(String uid, Optional<String> node, Moment now) {
        @Nullable Nominated known = byUid.get(uid);
        if (known != null && node.filter(known.node::equals).isPresent()) {
            return;
        }
        remove(uid);
        node.ifPresent(name -> {
            byUid.put(uid, new Nominated(name, false));
            lastAsked.put(uid, now);
            uidsByNode.computeIfAbsent(name, first -> new HashSet<>()).add(uid);
        });
    }

    /** The node to hold for the pod; empty if there is none or the nomination was given up. */
    Optional<String> of(String uid) {
        return Optional.ofNullable(byUid.get(uid))
                .filter(nominated -> !nominated.givenUp)
                .map(Nominated::node);
    }

    /** The node that the pod is nominated to, whether it was given up or not. */
    Optional<String> nominated(String uid) {
        return Optional.ofNullable(byUid.get(uid)).map(Nominated::node);
    }

    /** kube-scheduler asks about the pod. */
    void asked(String uid, Moment now) {
        if (lastAsked.containsKey(uid)) {
            noteAsked(uid, now);
        }
    }

    private void noteAsked(String uid, Moment now) {
        // To the end of the order.
        lastAsked.remove(uid);
        lastAsked.put(uid, now);
    }

    /** The UIDs of pods with a nomination that kube-scheduler has not asked about for too long. */
    List<String> unasked(Moment now) {
        return lastAsked.entrySet().stream()
                .takeWhile(each -> !now.isBefore(each.getValue().plus(LONGEST_UNASKED)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Gives the pod's present nomination up. */
    void giveUp(String uid) {
        lastAsked.remove(uid);
        byUid.computeIfPresent(uid, (same, nominated) -> new Nominated(nominated.node, true));
    }

    /** Takes a nomination back that was given up. */
    void reopen(String uid, Moment now) {
        byUid.computeIfPresent(uid, (same, nominated) -> new Nominated(nominated.node, false));
        if (byUid.containsKey(uid)) {
            noteAsked(uid, now);
        }
    }

    /** The UIDs of the pods that are nominated to the node. */
    List<String> on(String node) {
        return List.copyOf(uidsByNode.getOrDefault(node, Set.of()));
    }

    /** Forgets a pod that has a place or is gone. */
    void remove(String uid) {
        lastAsked.remove(uid);
        @Nullable Nominated known = byUid.remove(uid);
        if (known != null) {
            uidsByNode.computeIfPresent(known.node, (node, uids) -> uids.remove(uid) && uids.isEmpty() ? null : uids);
        }
    }
}
