package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.Arrays;
import java.util.List;

/** The number of pods that each node should have for a Service. The sites are those it was made for, in their order. */
public final class Plan {
    private final int[] pods;
    private final int unplanned;
    private final Split split;
    private final boolean coarse;

    Plan(TrafficModel model, List<Site> sites, int[] pods, int wanted) {
        this(
                pods,
                wanted - Arrays.stream(pods).sum(),
                Split.of(model, sites.stream().mapToInt(Site::zone).toArray(), pods),
                false);
    }

    private Plan(int[] pods, int unplanned, Split split, boolean coarse) {
        this.pods = pods;
        this.unplanned = unplanned;
        this.split = split;
        this.coarse = coarse;
    }

    /** The same plan, of which it is not known whether it is the best. */
    Plan coarse() {
        return new Plan(pods, unplanned, split, true);
    }

    /** How many pods the node should have. */
    public int podsOn(int node) {
        return pods[node];
    }

    /** The number for each node. */
    public int[] pods() {
        return pods.clone();
    }

    /** Whether a better one was not looked for, since that would have cost more than {@link Effort#MOST}. */
    public boolean isCoarse() {
        return coarse;
    }

    /** How many of the pods wanted fit nowhere. */
    public int unplanned() {
        return unplanned;
    }

    /** How traffic is split once it is so. */
    public Split split() {
        return split;
    }

    /** The busiest pod's share over the mean once it is so. */
    public double imbalance() {
        return split.imbalance();
    }
}
