package dev.evenkeel.slots;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which pods wait for slots of the same cap or preference; kept by {@link PendingPods}. */
public final class Contenders {
    /** Who has no place yet. */
    int waiting;
    /** Their UIDs; who was asked about or changed last comes last. */
    public final Set<String> uids = new LinkedHashSet<>();
    /** Who of them holds a reservation on some of the slots. */
    int reserved;

    /** Among how many the slots that are not reserved have to be divided. */
    int unserved() {
        return Math.max(1, waiting - reserved);
    }

    /** Whether nobody else waits. */
    boolean isAlone() {
        return waiting <= 1;
    }
}
