package dev.evenkeel.slots;

import dev.evenkeel.api.Scores;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.rule.Cap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A preferred term made concrete: better fewer than max others of the group in a domain. All pods that ask for the same
 * share one.
 */
public final class Preference {
    public final Cap cap;
    /** The pods of the group. */
    final Tally group;
    /** Where waiting pods of the group have been told to go best. */
    public final Tally hints;

    public final Contenders contenders = new Contenders();
    /** How many known pods share it. */
    int users;

    Preference(Cap cap, Cluster cluster) {
        this.cap = cap;
        this.group = cluster.acquire(cap.tally());
        this.hints = cluster.carrierTally(cap.topologyKey().label());
    }

    void close(Cluster cluster) {
        cluster.drop(hints);
        cluster.release(cap.tally());
    }

    /** How many pods too many the node's domain would hold with one more. */
    private int excess(int node) {
        return Math.max(0, group.countAt(node) + hints.countAt(node) + 1 - cap.max());
    }

    /**
     * How well each node asked about suits a pod. For each term, the least excess among the nodes scores 10, the most 0,
     * what lies between in proportion; a node without the term's key scores as the most. The score is the mean of the
     * terms, rounded down.
     *
     * @param preferences at least one
     */
    public static Map<Integer, Integer> scores(List<Preference> preferences, NodeSet asked) {
        Map<Integer, Integer> sums = new HashMap<>();
        asked.forEach(node -> sums.put(node, 0));
        preferences.forEach(preference -> preference.addScores(asked, sums));
        sums.replaceAll((node, sum) -> sum / preferences.size());
        return sums;
    }

    private void addScores(NodeSet asked, Map<Integer, Integer> sums) {
        NodeSet withKey = asked.and(group.topology().nodesWithKey());
        int least = withKey.stream().map(this::excess).min().orElse(0);
        int most = withKey.stream().map(this::excess).max().orElse(0);
        withKey.forEach(node -> {
            int better = most - excess(node);
            int score = most == least ? Scores.BEST : Scores.BEST * better / (most - least);
            sums.merge(node, score, Integer::sum);
        });
    }
}
