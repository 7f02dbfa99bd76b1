package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Selector;
import dev.evenkeel.cluster.Tally;

/**
 * A required term made concrete: of a group, no domain that holds a carrier of this limit holds more than {@code max}.
 * All pods that ask for the same share one; it lives as long as a known pod carries it.
 */
final class Limit {
    /** What makes two terms the same limit. */
    record Key(String namespace, Selector group, TopologyKey topologyKey, int max) {
        Tally.Key tally() {
            return new Tally.Key(namespace, group, topologyKey.label());
        }
    }

    final Key key;
    /** The pods of the group. */
    final Tally group;
    /** The pods that carry this limit. */
    final Tally carriers;
    /** How many known pods carry it, placed or not. */
    int users;

    Limit(Key key, Cluster cluster) {
        this.key = key;
        this.group = cluster.acquire(key.tally());
        this.carriers = cluster.carrierTally(key.topologyKey().label());
    }

    /** Nodes whose domain is full. */
    NodeSet full() {
        return group.nodesWithAtLeast(key.max());
    }

    /** Nodes whose domain holds a carrier. */
    NodeSet carried() {
        return carriers.nodesWithAtLeast(1);
    }

    /** {@code host already has a pod of group app=web (required host max 1)}. */
    String groupPresent() {
        return key.topologyKey() + " already has " + pods() + " of group " + key.group() + " (" + term() + ")";
    }

    /** {@code host has a pod whose rule allows no more of group app=web (its required host max 1)}. */
    String carrierPresent() {
        return key.topologyKey() + " has a pod whose rule allows no more of group " + key.group() + " (its " + term()
                + ")";
    }

    /** {@code node has no label topology.kubernetes.io/zone (required zone max 1)}. */
    String keyMissing() {
        return "node has no label " + key.topologyKey().label() + " (" + term() + ")";
    }

    private String pods() {
        return key.max() == 1 ? "a pod" : key.max() + " pods";
    }

    private String term() {
        return "required " + key.topologyKey() + " max " + key.max();
    }
}
