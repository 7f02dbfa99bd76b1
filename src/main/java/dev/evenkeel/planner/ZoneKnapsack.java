package dev.evenkeel.planner;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A multiple-choice knapsack (Kellerer, Pferschy and Pisinger, Knapsack Problems, chapter 11): of each zone exactly one item is
 * taken, a number of pods; the pods of all zones make exactly the capacity, and the sum of the items' values is the highest.
 * Solved by dynamic programming over the pods that are left once each zone has the fewest with which it reaches a share
 * denominator.
 *
 * <p>If these are too many for {@link #WORK}, they are distributed in lots of several pods, and the solution is approximate.
 */
final class ZoneKnapsack {
    /** The value of what cannot be done. */
    static final long IMPOSSIBLE = -1;

    /** The most zones times the square of the lots; twice the steps of the dynamic program. */
    static final long WORK = 2_000_000;

    private final List<ZoneCapacity> zones;
    private final int shareDenominator;
    private final int[] least;
    private final int pods;
    private final Effort effort;
    /** How many pods make a lot. */
    private final int lot;
    /** How many lots there are to distribute. */
    private final int lots;
    /** By zone, and by lots of it and the zones before it together, how many of them it has itself. */
    private final int[][] taken;

    private ZoneKnapsack(List<ZoneCapacity> zones, int shareDenominator, int[] least, int pods, Effort effort) {
        this.effort = effort;
        this.zones = zones;
        this.shareDenominator = shareDenominator;
        this.least = least;
        this.pods = pods;
        int left = pods - Arrays.stream(least).sum();
        this.lot = (int) Math.ceil(Math.max(1, left / Math.sqrt((double) WORK / zones.size())));
        this.lots = left / lot;
        least[roomiest(zones, least)] += left % lot;
        effort.spend(zones.size() * (lots + 1L));
        this.taken = new int[zones.size()][lots + 1];
    }

    private static int roomiest(List<ZoneCapacity> zones, int[] least) {
        return IntStream.range(0, least.length)
                .boxed()
                .max(Comparator.comparingLong(i -> zones.get(i).room() - least[i]))
                .orElseThrow();
    }

    /**
     * The knapsack of some zones.
     *
     * @param pods how many pods the zones are to have in all
     * @return null if the zones need more pods to reach the share denominator
     * @throws Effort.ExhaustedException if the budget does not suffice
     */
    static @Nullable ZoneKnapsack of(List<ZoneCapacity> zones, int shareDenominator, int pods, Effort effort) {
        int[] least =
                zones.stream().mapToInt(zone -> zone.least(shareDenominator)).toArray();
        long needed = Arrays.stream(least).asLongStream().sum();
        return needed > pods ? null : new ZoneKnapsack(zones, shareDenominator, least, pods, effort);
    }

    /** The value of an item, a zone with so many serving nodes and so many pods; 0 or more. */
    @FunctionalInterface
    interface Value {
        long of(ZoneKnapsack knapsack, ZoneCapacity zone, int nodes, int pods);
    }

    /** Values serving nodes alone. */
    static long nodes(ZoneKnapsack knapsack, ZoneCapacity zone, int nodes, int pods) {
        return nodes;
    }

    /** Values serving nodes, then running pods that can stay where they are, then zones of equal size. */
    static long nodesThenKeptPods(ZoneKnapsack knapsack, ZoneCapacity zone, int nodes, int pods) {
        long square = (long) knapsack.pods * knapsack.pods + 1;
        return (nodes * (knapsack.pods + 1L) + zone.kept(nodes, pods)) * square - (long) pods * pods;
    }

    /** Whether pods are distributed one by one, so that the solution is the best. */
    boolean isExact() {
        return lot == 1;
    }

    /**
     * Finds the distribution with the highest sum of values.
     *
     * @return that sum; {@link #IMPOSSIBLE} if the pods cannot be distributed
     * @throws Effort.ExhaustedException if the budget does not suffice
     */
    long solve(Value value) {
        long[] best = new long[lots + 1];
        Arrays.fill(best, 1, lots + 1, IMPOSSIBLE);
        for (int i = 0; i < zones.size(); i++) {
            best = with(i, best, value);
        }
        return best[lots];
    }

    /** By lots, the highest sum of values with one zone more. */
    private long[] with(int i, long[] before, Value value) {
        effort.spend((lots + 1L) * (lots + 2L) / 2);
        long[] own = values(i, value);
        long[] best = new long[lots + 1];
        Arrays.fill(best, IMPOSSIBLE);
        for (int sum = 0; sum <= lots; sum++) {
            for (int more = 0; more <= sum; more++) {
                boolean possible = own[more] != IMPOSSIBLE && before[sum - more] != IMPOSSIBLE;
                if (possible && own[more] + before[sum - more] > best[sum]) {
                    best[sum] = own[more] + before[sum - more];
                    taken[i][sum] = more;
                }
            }
        }
        return best;
    }

    /** By lots, the values of a zone's items. */
    private long[] values(int i, Value value) {
        ZoneCapacity zone = zones.get(i);
        int[] nodes = zone.mostNodes(shareDenominator, least[i], lots * lot + 1);
        long[] values = new long[lots + 1];
        for (int more = 0; more <= lots; more++) {
            int serving = nodes[more * lot];
            values[more] = serving == 0 ? IMPOSSIBLE : value.of(this, zone, serving, least[i] + more * lot);
        }
        return values;
    }

    /** How many pods each zone has in the best distribution; to be asked after {@link #solve}. */
    int[] solution() {
        int[] solution = new int[zones.size()];
        int sum = lots;
        for (int i = zones.size() - 1; i >= 0; i--) {
            solution[i] = least[i] + taken[i][sum] * lot;
            sum -= taken[i][sum];
        }
        return solution;
    }
}
