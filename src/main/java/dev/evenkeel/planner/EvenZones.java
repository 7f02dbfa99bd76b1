package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans for balancers that give each zone the same. With Z zones, none of them with a shareDenominator below d, the busiest pod gets
 * 1/(Z d). For a d, the pods above what each zone needs are dealt out by dynamic programming, so that the most nodes serve;
 * the best d is found by halving, since whatever reaches d also reaches d - 1.
 *
 * <p>Exact in zones, nodes and imbalance as long as Z times the square of the pods to deal out is at most {@link #WORK}. Where
 * there is room they are few, some tenth of all pods; beyond that they are dealt out in lots, so that each zone may serve
 * fewer nodes by less than a lot, and where the last free slots are smaller than a lot, nobody may be dealt out at all.
 */
final class EvenZones {
    private static final long IMPOSSIBLE = -1;

    /** Steps of one dealing out, twice as many as it takes. */
    private static final long WORK = 2_000_000;

    private final PlanQuestion question;
    private final Effort effort;
    private final List<ZoneSide> all;
    private boolean exact = true;

    /**
     * Plans for a question all of whose usable nodes have a zone.
     *
     * @param byNode whether a zone gives each of its nodes the same, rather than each of its pods
     */
    EvenZones(PlanQuestion question, Effort effort, boolean byNode) {
        this.question = question;
        this.effort = effort;
        this.all = ZoneSide.all(question, effort, byNode);
    }

    /** Which zones serve and what shareDenominator each of them reaches. */
    private record Way(List<ZoneSide> zones, int shareDenominator, long nodes) {
        long reached() {
            return (long) zones.size() * shareDenominator;
        }
    }

    /** How many pods each site should have. */
    int[] counts() {
        int[] counts = question.sites().stream().mapToInt(Site::pinned).toArray();
        @Nullable Way best = question.pods() == 0 ? null : best();
        if (best != null) {
            int[] pods = deal(best);
            for (int i = 0; i < pods.length; i++) {
                ZoneSide zone = best.zones.get(i);
                int count = zone.mostNodes(best.shareDenominator, pods[i], 1)[0];
                new WaterFilling(question.sites(), counts)
                        .fill(zone.choose(count, pods[i], best.shareDenominator), pods[i]);
            }
        }
        return counts;
    }

    /** Whether what was found is known to be the best. */
    boolean isExact() {
        return exact;
    }

    // ---- which zones

    /**
     * The best way. A zone is left out only if, filled to the brim, its pods would still be busier than the plan's busiest;
     * so those that reach least go first.
     */
    private @Nullable Way best() {
        List<ZoneSide> left = all;
        long beaten = 0;
        @Nullable Way least = null;
        while (true) {
            effort.spend(left.size() * Effort.NODE);
            List<ZoneSide> zones = ZoneSide.reachable(question, left);
            if (zones.isEmpty() || room(zones) < question.pods()) {
                return least;
            }
            @Nullable Way even = even(zones, beaten);
            if (even != null) {
                return even;
            }
            @Nullable Way way = leastUneven(zones, beaten);
            if (way != null && (least == null || way.reached() > least.reached())) {
                least = way;
            }
            @Nullable
            ZoneSide smallest = left.stream()
                    .filter(zone -> !zone.isServing())
                    .min(Comparator.comparingLong(ZoneSide::reach))
                    .orElse(null);
            if (smallest == null) {
                return least;
            }
            beaten = smallest.reach();
            left = left.stream().filter(zone -> zone != smallest).toList();
        }
    }

    private static long room(List<ZoneSide> zones) {
        return zones.stream().mapToLong(ZoneSide::room).sum();
    }

    // ---- which shareDenominator

    /** The most nodes that are even enough, and of such the least uneven; null if none is. */
    private @Nullable Way even(List<ZoneSide> zones, long beaten) {
        int shareDenominator = (int) Math.max(beaten + 1, question.evenDivider(zones.size()));
        long nodes = nodes(zones, shareDenominator);
        if (nodes < question.leastNodes()) {
            return null;
        }
        return new Way(zones, highest(zones, shareDenominator, nodes), nodes);
    }

    private @Nullable Way leastUneven(List<ZoneSide> zones, long beaten) {
        long lowest = beaten + 1;
        if (lowest > question.pods() || nodes(zones, (int) lowest) < question.leastNodes()) {
            return null;
        }
        int shareDenominator = highest(zones, (int) lowest, question.leastNodes());
        return new Way(zones, shareDenominator, nodes(zones, shareDenominator));
    }

    /** The highest shareDenominator with which so many nodes serve, from one on that they do serve with. */
    private int highest(List<ZoneSide> zones, int from, long nodes) {
        int low = from;
        int high = Math.max(from, question.pods() / zones.size());
        // What needs fewest pods to deal out is tried first: it costs least, and is most often the answer.
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

    /** The most nodes that can serve if each zone reaches the shareDenominator; {@link #IMPOSSIBLE} if they cannot. */
    private long nodes(List<ZoneSide> zones, int shareDenominator) {
        @Nullable Deal deal = Deal.of(zones, shareDenominator, question.pods(), effort);
        if (deal == null) {
            return IMPOSSIBLE;
        }
        exact &= deal.lot == 1;
        return deal.most(Deal::nodes);
    }

    private int[] deal(Way way) {
        @Nullable Deal deal = Deal.of(way.zones, way.shareDenominator, question.pods(), effort);
        if (deal == null) {
            throw new IllegalStateException("a way that was found is none: " + way);
        }
        deal.most(Deal::worth);
        return deal.dealt();
    }

    /** Deals out to the zones what is left once each reaches the shareDenominator. */
    private static final class Deal {
        private final List<ZoneSide> zones;
        private final int shareDenominator;
        private final int[] least;
        private final int pods;
        private final Effort effort;
        /** How many pods are dealt out at once. */
        private final int lot;

        private final int spare;
        /** By zone and lots dealt out so far, how many of them the zone itself has. */
        private final int[][] taken;

        private Deal(List<ZoneSide> zones, int shareDenominator, int[] least, int pods, Effort effort) {
            this.effort = effort;
            this.zones = zones;
            this.shareDenominator = shareDenominator;
            this.least = least;
            this.pods = pods;
            int left = pods - Arrays.stream(least).sum();
            this.lot = (int) Math.ceil(Math.max(1, left / Math.sqrt((double) WORK / zones.size())));
            this.spare = left / lot;
            least[roomiest(zones, least)] += left % lot;
            effort.spend(zones.size() * (spare + 1L));
            this.taken = new int[zones.size()][spare + 1];
        }

        private static int roomiest(List<ZoneSide> zones, int[] least) {
            return IntStream.range(0, least.length)
                    .boxed()
                    .max(Comparator.comparingLong(i -> zones.get(i).room() - least[i]))
                    .orElseThrow();
        }

        static @Nullable Deal of(List<ZoneSide> zones, int shareDenominator, int pods, Effort effort) {
            int[] least = zones.stream()
                    .mapToInt(zone -> zone.least(shareDenominator))
                    .toArray();
            long needed = Arrays.stream(least).asLongStream().sum();
            return needed > pods ? null : new Deal(zones, shareDenominator, least, pods, effort);
        }

        /** What a zone is worth that has so many serving nodes and so many pods. */
        @FunctionalInterface
        interface Worth {
            long of(Deal deal, ZoneSide zone, int nodes, int pods);
        }

        private static long nodes(Deal deal, ZoneSide zone, int nodes, int pods) {
            return nodes;
        }

        /** A node more is worth more than any number of pods that could stay, and one of those more than even zones. */
        private static long worth(Deal deal, ZoneSide zone, int nodes, int pods) {
            long square = (long) deal.pods * deal.pods + 1;
            return (nodes * (deal.pods + 1L) + zone.kept(nodes, pods)) * square - (long) pods * pods;
        }

        /** The most that all zones together are worth; or {@link #IMPOSSIBLE}. */
        long most(Worth worth) {
            long[] best = new long[spare + 1];
            Arrays.fill(best, 1, spare + 1, IMPOSSIBLE);
            for (int i = 0; i < zones.size(); i++) {
                best = with(i, best, worth);
            }
            return best[spare];
        }

        private long[] with(int i, long[] before, Worth worth) {
            effort.spend((spare + 1L) * (spare + 2L) / 2);
            long[] own = own(i, worth);
            long[] best = new long[spare + 1];
            Arrays.fill(best, IMPOSSIBLE);
            for (int sum = 0; sum <= spare; sum++) {
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

        /** By the lots that a zone gets, what it is worth. */
        private long[] own(int i, Worth worth) {
            ZoneSide zone = zones.get(i);
            int[] nodes = zone.mostNodes(shareDenominator, least[i], spare * lot + 1);
            long[] own = new long[spare + 1];
            for (int more = 0; more <= spare; more++) {
                int serving = nodes[more * lot];
                own[more] = serving == 0 ? IMPOSSIBLE : worth.of(this, zone, serving, least[i] + more * lot);
            }
            return own;
        }

        /** What each zone gets, once {@link #most} has been asked. */
        int[] dealt() {
            int[] dealt = new int[zones.size()];
            int sum = spare;
            for (int i = zones.size() - 1; i >= 0; i--) {
                dealt[i] = least[i] + taken[i][sum] * lot;
                sum -= taken[i][sum];
            }
            return dealt;
        }
    }
}
