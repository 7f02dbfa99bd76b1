package dev.evenkeel.slots;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which pods wait for a place, and for slots of what; keeps each {@link Demand} up to date. */
final class WaitingList {
    private record Waiting(List<Demand> wanted, List<Demand> leased) {}

    private final Map<String, Waiting> byUid = new HashMap<>();

    /**
     * The pod waits.
     *
     * @param wanted for slots of what
     * @param leased of which of them it holds a lease
     */
    void add(String uid, List<Demand> wanted, List<Demand> leased) {
        remove(uid);
        byUid.put(uid, new Waiting(wanted, leased));
        wanted.forEach(demand -> demand.uids.add(uid));
        count(wanted, leased, 1);
    }

    /** The pod waits no longer. */
    void remove(String uid) {
        Waiting waiting = byUid.remove(uid);
        if (waiting != null) {
            waiting.wanted.forEach(demand -> demand.uids.remove(uid));
            count(waiting.wanted, waiting.leased, -1);
        }
    }

    int size() {
        return byUid.size();
    }

    private static void count(List<Demand> wanted, List<Demand> leased, int step) {
        wanted.forEach(demand -> demand.waiting += step);
        leased.forEach(demand -> demand.leased += step);
    }
}
