package dev.evenkeel.slots;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which pods wait for a place, and for slots of what; keeps each {@link Contenders} up to date. */
final class PendingPods {
    private final Map<String, List<Wanted>> byUid = new HashMap<>();

    /**
     * Slots that a pod waits for.
     *
     * @param reserves whether some of them are kept for it
     */
    record Wanted(Contenders contenders, boolean reserves) {}

    /** The pod waits for these. */
    void add(String uid, List<Wanted> wanted) {
        remove(uid);
        byUid.put(uid, wanted);
        wanted.forEach(each -> each.contenders.add(uid, each.reserves));
    }

    /** The pod waits no longer. */
    void remove(String uid) {
        List<Wanted> wanted = byUid.remove(uid);
        if (wanted != null) {
            wanted.forEach(each -> each.contenders.remove(uid, each.reserves));
        }
    }

    int size() {
        return byUid.size();
    }
}
