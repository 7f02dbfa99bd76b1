package dev.evenkeel.traffic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;

/**
 * What a scheduler does that spreads pods over hosts, and among equal hosts over zones: each pod goes to a node with the
 * fewest pods, of these to one in the zone with the fewest. Of nodes that are still equal it takes those where pods are now.
 * It is what plans are measured against, and the plan of models that split traffic the same however pods stand.
 */
public final class Spreading {
    private final List<Site> sites;
    private final int[] counts;
    private final Comparator<Integer> keepingPods;
    /** By level, the nodes of each zone that have so many pods and room for more. */
    private final TreeMap<Integer, Map<Integer, Queue<Integer>>> levels = new TreeMap<>();

    private final Map<Integer, Integer> podsByZone = new TreeMap<>();

    private Spreading(List<Site> sites) {
        this.sites = sites;
        this.counts = sites.stream().mapToInt(Site::settled).toArray();
        this.keepingPods = Comparator.<Integer>comparingInt(
                        node -> sites.get(node).pods())
                .thenComparingInt(node -> sites.get(node).room())
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        for (int node = 0; node < counts.length; node++) {
            podsByZone.merge(sites.get(node).zone(), counts[node], Integer::sum);
            shelve(node);
        }
    }

    /**
     * How many pods each node then has.
     *
     * @param pods in all, those that are settled included; what finds no room is left out
     */
    public static int[] counts(int pods, List<Site> sites) {
        Spreading spreading = new Spreading(sites);
        int left = pods - Arrays.stream(spreading.counts).sum();
        while (left > 0 && !spreading.levels.isEmpty()) {
            spreading.place();
            left--;
        }
        return spreading.counts;
    }

    private void shelve(int node) {
        if (counts[node] < sites.get(node).room()) {
            levels.computeIfAbsent(counts[node], level -> new TreeMap<>())
                    .computeIfAbsent(sites.get(node).zone(), zone -> new PriorityQueue<>(keepingPods))
                    .add(node);
        }
    }

    private void place() {
        Map<Integer, Queue<Integer>> lowest = levels.firstEntry().getValue();
        int zone = emptiest(lowest);
        Queue<Integer> nodes = lowest.getOrDefault(zone, new PriorityQueue<>());
        int node = nodes.remove();
        if (nodes.isEmpty()) {
            lowest.remove(zone);
        }
        if (lowest.isEmpty()) {
            levels.pollFirstEntry();
        }
        counts[node]++;
        podsByZone.merge(zone, 1, Integer::sum);
        shelve(node);
    }

    private int emptiest(Map<Integer, Queue<Integer>> lowest) {
        int emptiest = lowest.keySet().iterator().next();
        for (int zone : lowest.keySet()) {
            if (podsIn(zone) < podsIn(emptiest)) {
                emptiest = zone;
            }
        }
        return emptiest;
    }

    private int podsIn(int zone) {
        return podsByZone.getOrDefault(zone, 0);
    }
}
