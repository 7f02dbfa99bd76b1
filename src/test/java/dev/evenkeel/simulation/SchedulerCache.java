package dev.evenkeel.simulation;

import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rehearse.NodeRoom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler knows of nodes and of the pods on them, those included that it assumes to be there because it is
 * binding them. An assumed pod stays until it is forgotten or seen.
 */
final class SchedulerCache {
    private final Map<String, NodeRoom> rooms = new LinkedHashMap<>();
    private final Map<String, Placed> placed = new LinkedHashMap<>();

    private record Placed(StoredPod pod, String node, boolean assumed) {
        Resources requests() {
            return pod.pod().requests();
        }
    }

    List<NodeRoom> rooms() {
        return new ArrayList<>(rooms.values());
    }

    Optional<NodeRoom> room(String node) {
        return Optional.ofNullable(rooms.get(node));
    }

    void put(Node node) {
        NodeRoom room = new NodeRoom(node);
        placed.values().stream()
                .filter(each -> each.node.equals(node.name()))
                .forEach(each -> room.take(each.requests()));
        rooms.put(node.name(), room);
    }

    void removeNode(String name) {
        rooms.remove(name);
    }

    /** The pods that it has on a node. */
    List<StoredPod> podsOn(String node) {
        return placed.values().stream()
                .filter(each -> each.node.equals(node))
                .map(Placed::pod)
                .toList();
    }

    void assume(StoredPod pod, String node) {
        put(pod.uid(), new Placed(pod, node, true));
    }

    boolean knows(String uid) {
        return placed.containsKey(uid);
    }

    boolean isAssumed(String uid) {
        Placed known = placed.get(uid);
        return known != null && known.assumed;
    }

    /** Takes an assumption back; what was seen meanwhile stays. */
    void forget(String uid) {
        if (isAssumed(uid)) {
            remove(uid);
        }
    }

    void seen(StoredPod pod, String node) {
        put(pod.uid(), new Placed(pod, node, false));
    }

    private void put(String uid, Placed now) {
        remove(uid);
        placed.put(uid, now);
        room(now.node).ifPresent(room -> room.take(now.requests()));
    }

    void remove(String uid) {
        @Nullable Placed known = placed.remove(uid);
        if (known != null) {
            room(known.node).ifPresent(room -> room.giveBack(known.requests()));
        }
    }

    /** The pods that are assumed, by UID. */
    List<String> assumed() {
        return placed.entrySet().stream()
                .filter(each -> each.getValue().assumed)
                .map(Map.Entry::getKey)
                .toList();
    }
}
