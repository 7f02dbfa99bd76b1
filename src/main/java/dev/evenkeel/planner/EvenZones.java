package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans for balancers that give each zone the same. If Z zones serve, none of them with a share denominator below d, the
 * busiest pod gets 1/(Z d). A parametric search: whatever reaches d also reaches d - 1, so the best d is found by binary
 * search, and for each d the most serving nodes by a {@link ZoneKnapsack multiple-choice knapsack} over the zones.
 *
 * <p>The result is exact in zones, nodes and imbalance as long as Z times the square of the pods to distribute is at most
 * {@link ZoneKnapsack#WORK}. Where there is room these are few, about a tenth of all pods. Beyond that they are distributed in
 * lots of several pods: each zone may then serve fewer nodes by less than a lot, and where the last free slots are smaller
 * than a lot there may be no plan.
 */
final class EvenZones {
    private final PlanQuestion question;
    private final Effort effort;
    private final List<ZoneCapacity> all;
    private boolean exact = true;

    /**
     * Plans for a question all of whose usable nodes have a zone.
     *
     * @param byNode whether a zone gives each of its nodes the same, rather than each of its pods
     */
    EvenZones(PlanQuestion question, Effort effort, boolean byNode) {
        this.question = question;
        this.effort = effort;
        this.all = ZoneCapacity.all(question, effort, byNode);
    }

    /** Which zones serve, the share denominator that each of them reaches, and how many nodes serve. */
    private record Way(List<ZoneCapacity> zones, int shareDenominator, long nodes) {
        long reached() {
            return (long) zones.size() * shareDenominator;
        }
    }

    /** How many pods each site should have. */
    int[] counts() {
        int[] counts = question.sites().stream().mapToInt(Site::pinned).toArray();
        @Nullable Way best = question.pods() == 0 ? null : best();
        if (best != null) {
            int[] pods = podsByZone(best);
            for (int i = 0; i < pods.length; i++) {
                ZoneCapacity zone = best.zones.get(i);
                int count = zone.mostNodes(best.shareDenominator, pods[i], 1)[0];
                new WaterFilling(question.sites(), counts)
                        .fill(zone.select(count, pods[i], best.shareDenominator), pods[i]);
            }
        }
        return counts;
    }

    /** Whether the plan is known to be the best. */
    boolean isExact() {
        return exact;
    }

    // ---- which zones

    /**
     * The best way. A zone is left out only if, even with as many pods as it has room for, its pods would be busier than the
     * plan's busiest; so the zones with the lowest maximum share denominator are left out first.
     */
    private @Nullable Way best() {
        List<ZoneCapacity> left = all;
        long excluded = 0;
        @Nullable Way least = null;
        while (true) {
            effort.spend(left.size() * Effort.NODE);
            List<ZoneCapacity> zones = ZoneCapacity.reachable(question, left);
            if (zones.isEmpty() || room(zones) < question.pods()) {
                return least;
            }
            @Nullable Way even = even(zones, excluded);
            if (even != null) {
                return even;
            }
            @Nullable Way way = leastUneven(zones, excluded);
            if (way != null && (least == null || way.reached() > least.reached())) {
                least = way;
            }
            @Nullable
            ZoneCapacity smallest = left.stream()
                    .filter(zone -> !zone.isServing())
                    .min(Comparator.comparingLong(ZoneCapacity::maxShareDenominator))
                    .orElse(null);
            if (smallest == null) {
                return least;
            }
            excluded = smallest.maxShareDenominator();
            left = left.stream().filter(zone -> zone != smallest).toList();
        }
    }

    private static long room(List<ZoneCapacity> zones) {
        return zones.stream().mapToLong(ZoneCapacity::room).sum();
    }

    // ---- which share denominator

    /**
     * The way with the most nodes that is even enough, and among such the least uneven; null if there is none.
     *
     * @param excluded the share denominator that each zone has to exceed: the highest maximum of those left out
     */
    private @Nullable Way even(List<ZoneCapacity> zones, long excluded) {
        int shareDenominator = (int) Math.max(excluded + 1, question.evenShareDenominator(zones.size()));
        long nodes = nodes(zones, shareDenominator);
        if (nodes < question.leastNodes()) {
            return null;
        }
        return new Way(zones, highest(zones, shareDenominator, nodes), nodes);
    }

    /** The least uneven way; null if there is none. */
    private @Nullable Way leastUneven(List<ZoneCapacity> zones, long excluded) {
        long lowest = excluded + 1;
        if (lowest > question.pods() || nodes(zones, (int) lowest) < question.leastNodes()) {
            return null;
        }
        int shareDenominator = highest(zones, (int) lowest, question.leastNodes());
        return new Way(zones, shareDenominator, nodes(zones, shareDenominator));
    }

    /**
     * The highest share denominator with which so many nodes serve: an exponential search downwards from the largest possible
     * one, then a binary search.
     *
     * @param from a share denominator with which so many nodes serve
     */
    private int highest(List<ZoneCapacity> zones, int from, long nodes) {
        int low = from;
        int high = Math.max(from, question.pods() / zones.size());
        // A high denominator leaves few pods to distribute: it costs least, and is most often the answer.
        for (int step = 1; low < high; step *= 2) {
            int tried = Math.max(low, high - step);
            if (tried == low || nodes(zones, tried) >= nodes) {
                low = tried;
                break;
            }
            high = tried - 1;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (nodes(zones, middle) >= nodes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    // ---- how many pods each zone gets

    /** The most nodes that can serve if each zone reaches it; {@link ZoneKnapsack#IMPOSSIBLE} if one cannot. */
    private long nodes(List<ZoneCapacity> zones, int shareDenominator) {
        @Nullable ZoneKnapsack knapsack = ZoneKnapsack.of(zones, shareDenominator, question.pods(), effort);
        if (knapsack == null) {
            return ZoneKnapsack.IMPOSSIBLE;
        }
        exact &= knapsack.isExact();
        return knapsack.solve(ZoneKnapsack::nodes);
    }

    private int[] podsByZone(Way way) {
        @Nullable ZoneKnapsack knapsack = ZoneKnapsack.of(way.zones, way.shareDenominator, question.pods(), effort);
        if (knapsack == null) {
            throw new IllegalStateException(
                    "the zones cannot reach the share denominator that they were found to: " + way);
        }
        knapsack.solve(ZoneKnapsack::nodesThenKeptPods);
        return knapsack.solution();
    }
}
