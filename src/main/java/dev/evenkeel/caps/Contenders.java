package dev.evenkeel.caps;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which pods wait for slots of the same cap or preference; kept by {@code PendingPods}. */
public final class Contenders {
    private final Set<String> uids = new LinkedHashSet<>();
    private int waiting;
    private int reserved;

    /** One more pod waits. */
    public void add(String uid, boolean reserves) {
        uids.add(uid);
        waiting++;
        reserved += reserves ? 1 : 0;
    }

    /** A pod that was added waits no longer, or not as it did. */
    public void remove(String uid, boolean reserves) {
        uids.remove(uid);
        waiting--;
        reserved -= reserves ? 1 : 0;
    }

    /** How many pods have no place yet. */
    public int waiting() {
        return waiting;
    }

    /** Their UIDs; the one that was asked about or changed last comes last. */
    public Set<String> uids() {
        return Collections.unmodifiableSet(uids);
    }

    /** Among how many the slots that are not reserved have to be divided; at least 1. */
    public int unserved() {
        return Math.max(1, waiting - reserved);
    }

    /** Whether no other pod waits. */
    public boolean isAlone() {
        return waiting <= 1;
    }
}
