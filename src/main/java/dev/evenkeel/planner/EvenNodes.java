package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans for balancers that give each node the same. If N nodes serve and the one with the fewest pods has m (the level), the
 * busiest pod gets 1/(N m). An exhaustive search over m: for each level the most nodes are best, and the best level wins.
 * The result is exact in zones, nodes and imbalance; among several selections of nodes with little room it is not always the
 * one with the fewest changes.
 */
final class EvenNodes {
    /** Steps for looking at one node for one level. */
    private static final long LEVEL = 4 * Effort.NODE;

    private final PlanQuestion question;
    private final Effort effort;
    private final Map<Integer, List<Integer>> zones;
    private final List<Integer> candidates;
    private final List<Integer> serving;
    private final int leastZones;

    EvenNodes(PlanQuestion question, Effort effort) {
        this.question = question;
        this.effort = effort;
        this.zones = question.byZone();
        this.candidates = question.usable().stream().sorted(question.byPods()).toList();
        this.serving = question.usable().stream()
                .filter(node -> question.site(node).isServing())
                .toList();
        this.leastZones = question.reachableZones();
    }

    /**
     * One way to plan.
     *
     * @param nodes how many nodes serve
     * @param level the least number of pods on a serving node
     * @param zones how many zones serve
     * @param first the nodes to select first: the best of each zone that serves
     * @param roomiestFirst the same with the node with the most room of each zone, for when the pods do not fit otherwise
     */
    private record Way(int nodes, int level, int zones, Set<Integer> first, Set<Integer> roomiestFirst) {
        long shareDenominator() {
            return (long) nodes * level;
        }
    }

    /** How many pods each site should have. */
    int[] counts() {
        int[] counts = question.sites().stream().mapToInt(Site::pinned).toArray();
        @Nullable Way best = null;
        // N nodes of at least m pods are at most all pods, so that a higher level serves too few.
        for (int level = 1;
                (long) level * question.leastNodes() <= question.pods() && level <= question.pods();
                level++) {
            @Nullable Way way = way(level);
            if (way != null && (best == null || order().compare(way, best) < 0)) {
                best = way;
            }
        }
        if (best != null) {
            new WaterFilling(question.sites(), counts).fill(nodes(best), question.pods());
        }
        return counts;
    }

    /** The better way first. */
    private Comparator<Way> order() {
        return (a, b) -> {
            boolean evenA = question.isEven(a.shareDenominator());
            boolean evenB = question.isEven(b.shareDenominator());
            if (evenA != evenB) {
                return evenA ? -1 : 1;
            }
            Comparator<Way> order = evenA
                    ? Comparator.comparingInt(Way::zones)
                            .thenComparingInt(Way::nodes)
                            .thenComparingLong(Way::shareDenominator)
                    : Comparator.comparingLong(Way::shareDenominator)
                            .thenComparingInt(Way::zones)
                            .thenComparingInt(Way::nodes);
            return order.compare(b, a);
        };
    }

    /** The best way in which no serving node has fewer than {@code level} pods; null if there is none. */
    private @Nullable Way way(int level) {
        effort.spend(question.usable().size() * LEVEL);
        long spent = 0;
        for (int node : serving) {
            if (question.site(node).room() < level) {
                return null;
            }
            spent += Math.max(level, question.site(node).pinned());
        }
        if (spent > question.pods()) {
            return null;
        }
        long eligible = question.usable().stream()
                .filter(node ->
                        !question.site(node).isServing() && question.site(node).room() >= level)
                .count();
        int more = (int) Math.min(eligible, (question.pods() - spent) / level);
        return wayWith(level, more);
    }

    private @Nullable Way wayWith(int level, int more) {
        List<Integer> bestByZone = new ArrayList<>();
        List<Integer> roomiestByZone = new ArrayList<>();
        int served = 0;
        int tooSmall = 0;
        for (Map.Entry<Integer, List<Integer>> zone : zones.entrySet()) {
            List<Integer> nodes = zone.getValue();
            List<Integer> able = nodes.stream()
                    .filter(node -> question.site(node).room() >= level)
                    .toList();
            if (zone.getKey() == Site.NO_ZONE) {
                continue;
            }
            if (able.isEmpty()) {
                tooSmall++;
            } else if (question.site(nodes.getFirst()).isServing()) {
                served++;
            } else {
                bestByZone.add(able.getFirst());
                roomiestByZone.add(able.stream()
                        .max(Comparator.comparingInt(node -> question.site(node).room()))
                        .orElseThrow());
            }
        }
        int opened = Math.min(more, bestByZone.size());
        bestByZone.sort(question.byPods());
        roomiestByZone.sort(
                Comparator.<Integer>comparingInt(node -> -question.site(node).room())
                        .thenComparing(question.byPods()));
        Way way = new Way(
                serving.size() + more,
                level,
                served + opened,
                withServing(bestByZone.subList(0, opened)),
                withServing(roomiestByZone.subList(0, opened)));
        boolean allowed = way.nodes > 0
                && way.nodes >= question.leastNodes()
                && way.zones >= Math.min(leastZones, zonesWithName() - tooSmall)
                && room(choose(way, way.roomiestFirst)) >= question.pods();
        return allowed ? way : null;
    }

    private int zonesWithName() {
        return zones.containsKey(Site.NO_ZONE) ? zones.size() - 1 : zones.size();
    }

    private Set<Integer> withServing(List<Integer> bestByZone) {
        Set<Integer> first = new HashSet<>(serving);
        first.addAll(bestByZone);
        return first;
    }

    private List<Integer> nodes(Way way) {
        List<Integer> chosen = choose(way, way.first);
        return room(chosen) >= question.pods() ? chosen : choose(way, way.roomiestFirst);
    }

    private List<Integer> choose(Way way, Set<Integer> first) {
        return new NodeSelection(question).select(candidates, first, way.nodes, way.level, question.pods());
    }

    private long room(List<Integer> nodes) {
        return nodes.stream().mapToLong(node -> question.site(node).room()).sum();
    }
}
