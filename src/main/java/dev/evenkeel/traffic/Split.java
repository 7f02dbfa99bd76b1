package dev.evenkeel.traffic;

import java.util.Arrays;

/**
 * How the traffic of a Service is split under one model: the share of one pod on each node, as a part of all.
 * Immutable.
 */
public final class Split {
    private final double[] shares;
    private final int[] pods;
    private final int nodes;
    private final int zones;

    private Split(double[] shares, int[] pods, int nodes, int zones) {
        this.shares = shares;
        this.pods = pods;
        this.nodes = nodes;
        this.zones = zones;
    }

    /**
     * The split among these pods.
     *
     * @param zones the number of each node's zone, from 0; {@link Site#NO_ZONE} for none
     * @param pods how many pods serve on each node
     * @throws IllegalArgumentException if there are not as many zones as pods
     */
    public static Split of(TrafficModel model, int[] zones, int[] pods) {
        if (zones.length != pods.length) {
            throw new IllegalArgumentException(zones.length + " zones for " + pods.length + " nodes");
        }
        ServingCounts counts = new ServingCounts(zones, pods);
        double[] shares = new double[pods.length];
        Arrays.setAll(shares, node -> model.share(counts, node));
        return new Split(shares, pods.clone(), counts.nodes(), counts.zones());
    }

    /** The part of all traffic that one pod on the node gets, 0 to 1. */
    public double ofPodOn(int node) {
        return shares[node];
    }

    /** The part of all traffic that the node's pods get together, 0 to 1. */
    public double ofNode(int node) {
        return shares[node] * pods[node];
    }

    /** The busiest pod's share over the mean share of all serving pods: 1 at best; 0 if nothing serves. */
    public double imbalance() {
        return Arrays.stream(shares).max().orElse(0) * Arrays.stream(pods).sum();
    }

    /** How many nodes have a serving pod. */
    public int servingNodes() {
        return nodes;
    }

    /** How many zones have a serving pod. */
    public int servingZones() {
        return zones;
    }
}
