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
 * Water-filling over all nodes: where pods end up under a scheduler that spreads them over hosts, and among equal hosts over
 * zones. Each pod goes to a node with the fewest pods, among these to one in the zone with the fewest, among these to one where
 * pods are now. Plans are measured against it, and it is the plan for models under which placement does not matter.
 *
 * <p>The cost grows with the nodes and not with the pods: a binary search finds the level to which all nodes can be filled, and
 * only the fewer than one pod for each node beyond it are placed one by one, from a priority queue of zones.
 */
public final class Spreading {
    private final List<Site> sites;
    private final int[] counts;

    private Spreading(List<Site> sites) {
        this.sites = sites;
        this.counts = sites.stream().mapToInt(Site::pinned).toArray();
    }

    /**
     * How many pods each node ends up with.
     *
     * @param pods in all, pinned ones included; 0 or more. Pods that find no room are left out
     * @param sites the nodes, numbered from 0 in this order
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

    /** The highest level to which so many pods fill all nodes, as far as they have room; found by binary search. */
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

    /** A zone with its nodes that have exactly the level and room for more. */
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

    /** Places the rest, one pod on a node: fewer than there are nodes at the level with room. */
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
