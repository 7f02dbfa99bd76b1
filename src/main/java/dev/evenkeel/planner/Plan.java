package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.Arrays;
import java.util.List;

/**
 * How many pods of a Service each node should have. Nodes are numbered from 0 in the order of the sites that the plan was made
 * for. Immutable.
 */
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

    /** The same plan, marked as not known to be the best. */
    Plan coarse() {
        return new Plan(pods, unplanned, split, true);
    }

    /** How many pods the node should have; the node is 0 or more and less than the number of sites. */
    public int podsOn(int node) {
        return pods[node];
    }

    /** How many pods each node should have; a copy. */
    public int[] pods() {
        return pods.clone();
    }

    /** Whether a better plan may exist: the search for it would have cost more than {@link Effort#MOST}. */
    public boolean isCoarse() {
        return coarse;
    }

    /** How many of the wanted pods fit nowhere; 0 or more. */
    public int unplanned() {
        return unplanned;
    }

    /** How traffic is split once pods are placed by the plan. */
    public Split split() {
        return split;
    }

    /** The busiest pod's share over the mean once pods are placed by the plan: 1 at best; 0 if nothing serves. */
    public double imbalance() {
        return split.imbalance();
    }
}
