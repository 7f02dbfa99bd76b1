package dev.evenkeel.slots;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which pods wait for a place, and for slots of what; keeps each {@link Contenders} up to date. */
final class PendingPods {
    private record Waiting(List<Contenders> wanted, List<Contenders> reserved) {}

    private final Map<String, Waiting> byUid = new HashMap<>();

    /**
     * The pod waits.
     *
     * @param wanted for slots of what
     * @param reserved of which of them it holds a reservation
     */
    void add(String uid, List<Contenders> wanted, List<Contenders> reserved) {
        remove(uid);
        byUid.put(uid, new Waiting(wanted, reserved));
        wanted.forEach(contenders -> contenders.uids.add(uid));
        count(wanted, reserved, 1);
    }

    /** The pod waits no longer. */
    void remove(String uid) {
        Waiting waiting = byUid.remove(uid);
        if (waiting != null) {
            waiting.wanted.forEach(contenders -> contenders.uids.remove(uid));
            count(waiting.wanted, waiting.reserved, -1);
        }
    }

    int size() {
        return byUid.size();
    }

    private static void count(List<Contenders> wanted, List<Contenders> reserved, int step) {
        wanted.forEach(contenders -> contenders.waiting += step);
        reserved.forEach(contenders -> contenders.reserved += step);
    }
}
