package dev.evenkeel.rule;

import java.util.Set;

/** The annotation keys of pods that evenkeel reads. Keys never change meaning; new ones are only added. */
public final class Annotations {
    /** All keys start with this. */
    public static final String PREFIX = "evenkeel.dev/";

    /** The terms that keep the pod's group apart. */
    public static final String SPREAD = PREFIX + "spread";

    /** Which of the pod's labels make its group. */
    public static final String SPREAD_BY = PREFIX + "spread-by";

    /** The group, as a label selector. */
    public static final String SELECTOR = PREFIX + "selector";

    /** Selects pods of the namespace with which the pod never shares a host. */
    public static final String AVOID = PREFIX + "avoid";

    /** Whether the pod has a host to itself. */
    public static final String EXCLUSIVE = PREFIX + "exclusive";

    /** Whether the pod is placed for even traffic of the Services that select it. */
    public static final String BALANCE = PREFIX + "balance";

    /** The cost by which the ReplicaSet controller chooses pods to delete on a scale-down (KEP-2255). */
    public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    /** The deletion cost that evenkeel wrote; if {@link #DELETION_COST} differs, that is another writer's. */
    public static final String WRITTEN_COST = PREFIX + "deletion-cost";

    private static final Set<String> READ =
            Set.of(SPREAD, SPREAD_BY, SELECTOR, AVOID, EXCLUSIVE, BALANCE, DELETION_COST, WRITTEN_COST);

    private Annotations() {}

    /** Whether evenkeel reads annotations with this key. */
    public static boolean isRead(String key) {
        return READ.contains(key);
    }
}
