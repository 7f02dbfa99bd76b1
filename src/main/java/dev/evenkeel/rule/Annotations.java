package dev.evenkeel.rule;

import java.util.Set;

/** The annotation keys that evenkeel reads. Keys never change meaning; new ones are only added. */
public final class Annotations {
    /** All keys start with this. */
    public static final String PREFIX = "evenkeel.dev/";

    /** The terms that keep the pod's group apart. */
    public static final String SPREAD = PREFIX + "spread";

    /** Which of the pod's labels make its group. */
    public static final String SPREAD_BY = PREFIX + "spread-by";

    /** The group, spelled out. */
    public static final String SELECTOR = PREFIX + "selector";

    /** Pods of the namespace that it never shares a host with. */
    public static final String AVOID = PREFIX + "avoid";

    /** A host to itself. */
    public static final String EXCLUSIVE = PREFIX + "exclusive";

    /** Placed for even traffic of the Services that select the pod. */
    public static final String BALANCE = PREFIX + "balance";

    /** What the ReplicaSet controller goes by when it takes pods away (KEP-2255). */
    public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    /** The deletion cost that evenkeel wrote; another one beside it is another writer's. */
    public static final String WRITTEN_COST = PREFIX + "deletion-cost";

    private static final Set<String> READ =
            Set.of(SPREAD, SPREAD_BY, SELECTOR, AVOID, EXCLUSIVE, BALANCE, DELETION_COST, WRITTEN_COST);

    private Annotations() {}

    /** Whether evenkeel reads an annotation with this key of a pod. */
    public static boolean isRead(String key) {
        return READ.contains(key);
    }
}
