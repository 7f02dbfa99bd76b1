package dev.evenkeel.slots;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which schedulers' pods come this way: those that a setting names, or else those whose pods kube-scheduler has asked about. The
 * pods of others wait elsewhere; by name it is noted which do, so that a name that is learned need not be looked for among
 * all pods.
 */
public final class Schedulers {
    /** How many names are learned at most: one kube-scheduler has a handful of profiles. */
    public static final int MOST_LEARNED = 64;

    private final boolean learns;
    private final Set<String> served;
    /** By the name of a scheduler that is not served, the UIDs of the pods that wait for it. */
    private final Map<String, Set<String>> waitingElsewhere = new HashMap<>();
    /** By UID, the name that a pod is noted under. */
    private final Map<String, String> notedUnder = new HashMap<>();

    /**
     * Nobody waits yet.
     *
     * @param named those that a setting names; none if they are to be learned
     */
    Schedulers(Set<String> named) {
        this.learns = named.isEmpty();
        this.served = new HashSet<>(named);
    }

    boolean serves(String scheduler) {
        return served.contains(scheduler);
    }

    /** Somebody has asked about a pod of this scheduler: the UIDs of the pods that wait here from now on, the longest first. */
    List<String> asked(String scheduler) {
        if (!learns || served.size() >= MOST_LEARNED || !served.add(scheduler)) {
            return List.of();
        }
        return List.copyOf(waitingElsewhere.getOrDefault(scheduler, Set.of()));
    }

    /** Notes a pod that waits for a scheduler that is not served. */
    void note(String uid, String scheduler) {
        forget(uid);
        notedUnder.put(uid, scheduler);
        waitingElsewhere
                .computeIfAbsent(scheduler, first -> new LinkedHashSet<>())
                .add(uid);
    }

    /** The pod waits there no longer. */
    void forget(String uid) {
        @Nullable String scheduler = notedUnder.remove(uid);
        if (scheduler != null) {
            Set<String> waiting = waitingElsewhere.getOrDefault(scheduler, new HashSet<>());
            waiting.remove(uid);
            if (waiting.isEmpty()) {
                waitingElsewhere.remove(scheduler);
            }
        }
    }
}
