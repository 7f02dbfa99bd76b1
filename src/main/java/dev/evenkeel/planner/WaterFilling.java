package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Comparator;
import java.util.List;

/**
 * Water-filling in whole pods, the allocation of max-min fairness (Bertsekas and Gallager, Data Networks, section 6.5): the
 * chosen nodes are filled to a common level, each no lower than its pinned pods and no higher than its room, so that the node
 * with the fewest pods has as many as possible. The level is found by binary search.
 */
final class WaterFilling {
    private final List<Site> sites;
    private final int[] counts;

    /**
     * Fills into {@code counts}.
     *
     * @param sites the nodes
     * @param counts by node, how many pods it has; only those of chosen nodes change
     */
    WaterFilling(List<Site> sites, int[] counts) {
        this.sites = sites;
        this.counts = counts;
    }

    /**
     * Gives the chosen nodes {@code pods} in all, pinned ones included, or as many as they have room for. The rest above the
     * level goes one by one to nodes with more pods now, then to those with more room.
     */
    void fill(List<Integer> chosen, int pods) {
        int level = level(chosen, pods);
        int left = pods;
        for (int node : chosen) {
            counts[node] = at(node, level);
            left -= counts[node];
        }
        List<Integer> next = chosen.stream()
                .filter(node -> at(node, level + 1) > counts[node])
                .sorted(Comparator.<Integer>comparingInt(
                                node -> -sites.get(node).pods())
                        .thenComparingInt(node -> -sites.get(node).room())
                        .thenComparingInt(node -> -sites.get(node).pinned())
                        .thenComparingInt(node -> node))
                .limit(Math.max(0, left))
                .toList();
        next.forEach(node -> counts[node]++);
    }

    /** The highest level for which the chosen nodes use no more than {@code pods}. */
    private int level(List<Integer> chosen, int pods) {
        int low = 0;
        int high = pods;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (sum(chosen, middle) <= pods) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long sum(List<Integer> chosen, int level) {
        long sum = 0;
        for (int node : chosen) {
            sum += at(node, level);
        }
        return sum;
    }

    private int at(int node, int level) {
        Site site = sites.get(node);
        return Math.min(site.room(), Math.max(site.pinned(), level));
    }
}
