package dev.evenkeel.offers;

import dev.evenkeel.api.Scores;
import dev.evenkeel.caps.Preference;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.slots.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well each node asked about suits a pod, by its preferred terms and by where its Services want it.
 *
 * <p>For each preferred term, the node whose domain would hold the fewest pods too many scores 10, the one with the most 0, what
 * lies between in proportion; a node without the term's key scores as the most. The score is the mean of the terms, rounded
 * down. With a plan, a node that lacks a pod scores 7, one that serves and lacks none 3, others 0; of several Services, the
 * mean; and three tenths of the score by preferred terms are added.
 */
public final class Ranking {
    /** What preferred terms add to the score by a plan at most. */
    private static final int PREFERRED = 3;

    private final List<Target> targets;
    private final Map<Integer, Integer> scores;

    private Ranking(List<Target> targets, Map<Integer, Integer> scores) {
        this.targets = targets;
        this.scores = scores;
    }

    /**
     * By these preferences and targets, of which there is at least one.
     *
     * @param asked the nodes to be ranked
     */
    public static Ranking of(List<Preference> preferences, List<Target> targets, NodeSet asked) {
        Map<Integer, Integer> scores = new HashMap<>();
        asked.forEach(node -> scores.put(node, Scores.WORST));
        preferences.forEach(preference -> addScores(preference, asked, scores));
        if (!preferences.isEmpty()) {
            scores.replaceAll((node, sum) -> sum / preferences.size());
        }
        if (!targets.isEmpty()) {
            scores.replaceAll((node, score) -> byTargets(targets, node) + score * PREFERRED / Scores.BEST);
        }
        return new Ranking(targets, scores);
    }

    private static void addScores(Preference preference, NodeSet asked, Map<Integer, Integer> sums) {
        NodeSet withKey = asked.and(preference.group().topology().nodesWithKey());
        int least = withKey.stream().map(preference::excess).min().orElse(0);
        int most = withKey.stream().map(preference::excess).max().orElse(0);
        withKey.forEach(node -> {
            int better = most - preference.excess(node);
            int score = most == least ? Scores.BEST : Scores.BEST * better / (most - least);
            sums.merge(node, score, Integer::sum);
        });
    }

    private static int byTargets(List<Target> targets, int node) {
        return targets.stream().mapToInt(target -> target.score(node)).sum() / targets.size();
    }

    /** The nodes with the highest score; of them, where there are targets, those with the fewest pods behind the Services. */
    public NodeSet best() {
        int most = scores.values().stream().max(Integer::compare).orElse(Scores.WORST);
        NodeSet best = new NodeSet();
        scores.forEach((node, score) -> {
            if (score == most) {
                best.add(node);
            }
        });
        if (targets.isEmpty()) {
            return best;
        }
        int fewest = best.stream().map(this::pods).min().orElse(0);
        return NodeSet.of(best.stream().filter(node -> pods(node) == fewest).toArray());
    }

    private int pods(int node) {
        return targets.stream().mapToInt(target -> target.pods(node)).sum();
    }

    /**
     * The scores: the nodes that the pod is sent to score 10, others less.
     *
     * @param chosen some of {@link #best}; all of them change nothing where there are no targets
     */
    public Scores scores(NodeSet chosen) {
        if (!targets.isEmpty() || !chosen.equals(best())) {
            scores.replaceAll((node, score) -> chosen.contains(node) ? Scores.BEST : Math.min(score, Scores.BEST - 1));
        }
        return Scores.of(scores);
    }
}
