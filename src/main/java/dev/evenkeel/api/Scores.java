package dev.evenkeel.api;

import java.util.HashMap;
import java.util.Map;

/** How well each node suits a pod, from {@link #WORST} to {@link #BEST}, the range of an extender's scores. */
public final class Scores {
    public static final int WORST = 0;
    public static final int BEST = 10;

    private final Map<Integer, Integer> byNode;

    private Scores(Map<Integer, Integer> byNode) {
        this.byNode = byNode;
    }

    /** Every node the same, the worst: what a pod that asked for nothing gets. */
    public static Scores none() {
        return new Scores(Map.of());
    }

    /** Scores by number of the node, each {@link #WORST} to {@link #BEST}. */
    public static Scores of(Map<Integer, Integer> byNode) {
        byNode.forEach((node, score) -> {
            if (score < WORST || score > BEST) {
                throw new IllegalArgumentException("score " + score + " of node " + node + " is not 0 to 10");
            }
        });
        return new Scores(new HashMap<>(byNode));
    }

    /** The score of a node; {@link #WORST} for one that was not asked about. */
    public int of(int node) {
        return byNode.getOrDefault(node, WORST);
    }
}
