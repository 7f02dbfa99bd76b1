package dev.evenkeel.placement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which carriers wait for a place; keeps each limit's count of them, and of those that hold a lease. */
final class WaitingList {
    private record Waiting(List<Limit> limits, boolean leased) {}

    private final Map<String, Waiting> byUid = new HashMap<>();

    /** The pod waits for a slot of these limits. */
    void add(String uid, List<Limit> limits, boolean leased) {
        remove(uid);
        byUid.put(uid, new Waiting(limits, leased));
        count(limits, leased, 1);
    }

    /** The pod waits no longer. */
    void remove(String uid) {
        Waiting waiting = byUid.remove(uid);
        if (waiting != null) {
            count(waiting.limits, waiting.leased, -1);
        }
    }

    int size() {
        return byUid.size();
    }

    private static void count(List<Limit> limits, boolean leased, int step) {
        for (Limit limit : limits) {
            limit.waiting += step;
            limit.leased += leased ? step : 0;
        }
    }
}
