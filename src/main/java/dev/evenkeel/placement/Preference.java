package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Tally;

/** A preferred term made concrete: better fewer than max others of the group in a domain. */
record Preference(Limit.Key key, Tally group) {
    void close(Cluster cluster) {
        cluster.release(key.tally());
    }

    /** How many pods too many the node's domain would hold with one more. */
    int excess(int node) {
        return Math.max(0, group.countAt(node) + 1 - key.max());
    }
}
