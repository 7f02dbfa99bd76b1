package dev.evenkeel.caps;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.rule.Cap;

/**
 * A preferred term made concrete: better fewer than max others of the group in a domain. All pods that ask for the same
 * share one.
 */
public final class Preference {
    private final Cap cap;
    private final Tally group;
    private final Tally hints;

    private final Contenders contenders = new Contenders();
    /** How many known pods share it. */
    int users;

    Preference(Cap cap, Cluster cluster) {
        this.cap = cap;
        this.group = cluster.tallies().acquire(cap.tally());
        this.hints = cluster.tallies().carrierTally(cap.topologyKey().label());
    }

    /** What it prefers, as a cap that may be broken. */
    public Cap cap() {
        return cap;
    }

    /** The pods of the group. */
    public Tally group() {
        return group;
    }

    /** Where waiting pods of the group have been sent. */
    public Tally hints() {
        return hints;
    }

    /** The pods that wait for a place. */
    public Contenders contenders() {
        return contenders;
    }

    void close(Cluster cluster) {
        cluster.tallies().drop(hints);
        cluster.tallies().release(cap.tally());
    }

    /** How many pods too many the node's domain would hold with one more. */
    public int excess(int node) {
        return Math.max(0, group.countAt(node) + hints.countAt(node) + 1 - cap.max());
    }
}
