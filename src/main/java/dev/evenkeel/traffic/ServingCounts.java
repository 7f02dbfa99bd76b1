package dev.evenkeel.traffic;

import java.util.Arrays;

/**
 * How many pods serve on each node and in each zone: the terms of the formulas of {@link TrafficModel}. Nodes and zones
 * are numbered from 0.
 */
final class ServingCounts {
    private final int[] zones;
    private final int[] pods;
    private final int[] nodesByZone;
    private final int[] podsByZone;
    private final int nodes;
    private final int total;
    private final int leader;
    private final int servingZones;

    /**
     * Counts by zone.
     *
     * @param zones the number of each node's zone, {@link Site#NO_ZONE} for none
     * @param pods how many pods serve on each node
     */
    ServingCounts(int[] zones, int[] pods) {
        this.zones = zones;
        this.pods = pods;
        int size = Arrays.stream(zones).max().orElse(Site.NO_ZONE) + 1;
        this.nodesByZone = new int[size];
        this.podsByZone = new int[size];
        int serving = 0;
        int fewest = -1;
        for (int node = 0; node < pods.length; node++) {
            if (pods[node] > 0) {
                serving++;
                fewest = fewest < 0 || pods[node] < pods[fewest] ? node : fewest;
                count(zones[node], pods[node]);
            }
        }
        this.nodes = serving;
        this.total = Arrays.stream(pods).sum();
        this.leader = fewest;
        this.servingZones =
                (int) Arrays.stream(nodesByZone).filter(here -> here > 0).count();
    }

    private void count(int zone, int here) {
        if (zone != Site.NO_ZONE) {
            nodesByZone[zone]++;
            podsByZone[zone] += here;
        }
    }

    boolean serves(int node) {
        return pods[node] > 0;
    }

    boolean servesInZone(int node) {
        return serves(node) && zones[node] != Site.NO_ZONE;
    }

    int podsOn(int node) {
        return pods[node];
    }

    int nodes() {
        return nodes;
    }

    int pods() {
        return total;
    }

    int zones() {
        return servingZones;
    }

    int nodesBeside(int node) {
        return nodesByZone[zones[node]];
    }

    int podsBeside(int node) {
        return podsByZone[zones[node]];
    }

    /** The serving node with the fewest pods, the first of several; -1 if none serves. */
    int leader() {
        return leader;
    }
}
