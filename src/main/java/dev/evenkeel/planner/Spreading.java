package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * What a scheduler does that spreads pods over hosts, and among equal hosts over zones: each pod goes to a node with the
 * fewest pods, of these to one in the zone with the fewest. Of nodes that are still equal it takes those where pods are now.
 * It is what plans are measured against, and the plan of models that split traffic the same however pods stand.
 *
 * <p>Its cost follows the nodes, not the pods: a level that all pods that are left can fill is filled at once.
 */
public final class Spreading {
    private final List<Site> sites;
    private final int[] counts;

    private Spreading(List<Site> sites) {
        this.sites = sites;
        this.counts = sites.stream().mapToInt(Site::pinned).toArray();
    }

    /**
     * How many pods each node then has.
     *
     * @param pods in all, those that are pinned included; what finds no room is left out
     */
    public static int[] counts(int pods, List<Site> sites) {
        Spreading spreading = new Spreading(sites);
        long left = pods - Arrays.stream(spreading.counts).asLongStream().sum();
        if (left > 0) {
            int level = spreading.level(left);
            left -= spreading.fill(level);
            spreading.place(level, left);
        }
        return spreading.counts;
    }

    /** The highest level to which so many pods fill all nodes, as far as they have room. */
    private int level(long left) {
        int low = 0;
        int high = sites.stream().mapToInt(Site::room).max().orElse(0);
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (missing(middle) <= left) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long missing(int level) {
        long missing = 0;
        for (int node = 0; node < counts.length; node++) {
            missing += missing(node, level);
        }
        return missing;
    }

    private int missing(int node, int level) {
        return Math.max(0, Math.min(level, sites.get(node).room()) - counts[node]);
    }

    private long fill(int level) {
        long filled = 0;
        for (int node = 0; node < counts.length; node++) {
            int missing = missing(node, level);
            counts[node] += missing;
            filled += missing;
        }
        return filled;
    }

    /** A zone, with its nodes that have exactly the level and room for more. */
    private static final class Zone {
        final int number;
        final List<Integer> nodes = new ArrayList<>();
        int pods;
        int next;

        Zone(int number) {
            this.number = number;
        }

        int pods() {
            return pods;
        }

        int number() {
            return number;
        }
    }

    /** One pod more each, fewer than there are nodes at the level. */
    private void place(int level, long left) {
        Map<Integer, Zone> zones = new HashMap<>();
        Comparator<Integer> keepingPods = Comparator.<Integer>comparingInt(
                        node -> sites.get(node).pods())
                .thenComparingInt(node -> sites.get(node).room())
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        IntStream.range(0, counts.length).boxed().sorted(keepingPods).forEach(node -> {
            Zone zone = zones.computeIfAbsent(sites.get(node).zone(), Zone::new);
            zone.pods += counts[node];
            if (counts[node] == level && sites.get(node).room() > level) {
                zone.nodes.add(node);
            }
        });
        PriorityQueue<Zone> emptiest =
                new PriorityQueue<>(Comparator.comparingInt(Zone::pods).thenComparingInt(Zone::number));
        zones.values().stream().filter(zone -> !zone.nodes.isEmpty()).forEach(emptiest::add);
        for (long pod = 0; pod < left && !emptiest.isEmpty(); pod++) {
            Zone zone = emptiest.remove();
            counts[zone.nodes.get(zone.next)]++;
            zone.pods++;
            zone.next++;
            if (zone.next < zone.nodes.size()) {
                emptiest.add(zone);
            }
        }
    }
}
