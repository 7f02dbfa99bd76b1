package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Comparator;
import java.util.List;

/** Pours pods over chosen nodes so that the least filled one has as many as possible. */
final class WaterFilling {
    private final List<Site> sites;
    private final int[] counts;

    /**
     * Pours into {@code counts}.
     *
     * @param counts by node; only the chosen ones change
     */
    WaterFilling(List<Site> sites, int[] counts) {
        this.sites = sites;
        this.counts = counts;
    }

    /**
     * Gives the chosen nodes {@code pods} in all, those that are pinned included; as many as there is room for. Of equal
     * nodes those get one more that have more pods now, then those with more room.
     */
    void fill(List<Integer> chosen, int pods) {
        int level = level(chosen, pods);
        int left = pods;
        for (int node : chosen) {
            counts[node] = at(node, level);
            left -= counts[node];
        }
        int full = level;
        List<Integer> next = chosen.stream()
                .filter(node -> at(node, full + 1) > counts[node])
                .sorted(Comparator.<Integer>comparingInt(
                                node -> -sites.get(node).pods())
                        .thenComparingInt(node -> -sites.get(node).room())
                        .thenComparingInt(node -> -sites.get(node).pinned())
                        .thenComparingInt(node -> node))
                .limit(Math.max(0, left))
                .toList();
        next.forEach(node -> counts[node]++);
    }

    /** The highest number that all the chosen can have, as far as they have room, without using more than {@code pods}. */
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
