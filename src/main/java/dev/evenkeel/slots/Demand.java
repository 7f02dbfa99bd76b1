package dev.evenkeel.slots;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which pods wait for slots of the same limit or preference; kept by {@link WaitingList}. */
public final class Demand {
    /** Who has no place yet. */
    int waiting;
    /** Their UIDs; who was asked about or changed last comes last. */
    public final Set<String> uids = new LinkedHashSet<>();
    /** Who of them holds a lease on some of the slots. */
    int leased;

    /** Among how many the slots that are not leased have to be divided. */
    int unserved() {
        return Math.max(1, waiting - leased);
    }

    /** Whether nobody else waits. */
    boolean isAlone() {
        return waiting <= 1;
    }
}
