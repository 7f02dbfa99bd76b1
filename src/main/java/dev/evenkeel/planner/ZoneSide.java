package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One zone of a plan whose traffic is split by zone first. A zone's shareDenominator is what its part of the traffic is divided by
 * for its busiest pod: nodes times the fewest pods on one, or the pods, as the model has it.
 */
final class ZoneSide {
    /** Looking at how many nodes may serve, one number more. */
    private static final long COUNT = 10;

    private final PlanQuestion question;
    private final Effort effort;
    private final boolean byNode;
    /** In the order of {@link PlanQuestion#byPods}: those that serve first. */
    private final List<Integer> nodes;
    /** Rooms of the nodes that do not serve yet, the roomiest first, and their sums. */
    private final int[] rooms;

    private final long[] roomSums;
    private final int serving;
    private final int leastRoomServing;
    private final long roomServing;
    private final int pinned;
    /** The pods that stay on the nodes that serve, ascending, and their sums. */
    private final int[] settledPods;

    private final long[] settledSums;
    private final int[] signature;

    ZoneSide(PlanQuestion question, Effort effort, List<Integer> nodes, boolean byNode) {
        this.question = question;
        this.effort = effort;
        this.byNode = byNode;
        this.nodes = nodes;
        List<Site> there = nodes.stream().map(question::site).toList();
        List<Site> servers = there.stream().filter(Site::isServing).toList();
        this.serving = servers.size();
        this.pinned = servers.stream().mapToInt(Site::pinned).sum();
        this.leastRoomServing = servers.stream().mapToInt(Site::room).min().orElse(Integer.MAX_VALUE);
        this.roomServing = servers.stream().mapToLong(Site::room).sum();
        this.rooms = there.stream()
                .filter(site -> !site.isServing())
                .map(Site::room)
                .sorted(Comparator.reverseOrder())
                .mapToInt(room -> room)
                .toArray();
        this.roomSums = sums(rooms);
        this.settledPods = servers.stream().mapToInt(Site::pinned).sorted().toArray();
        this.settledSums = sums(settledPods);
        this.signature = signature(there);
    }

    /** The zones of a question, in an order that does not depend on how they are called. */
    static List<ZoneSide> all(PlanQuestion question, Effort effort, boolean byNode) {
        return question.byZone().values().stream()
                .map(nodes -> new ZoneSide(question, effort, nodes, byNode))
                .sorted(ZoneSide::compareTo)
                .toList();
    }

    /** Of these all; if fewer pods than zones are free to go anywhere, those where pods stay, then where they run, then the roomiest. */
    static List<ZoneSide> reachable(PlanQuestion question, List<ZoneSide> left) {
        long open = left.stream().filter(zone -> !zone.isServing()).count();
        int free = question.pods() - question.pinned();
        if (free >= open) {
            return left;
        }
        List<ZoneSide> kept =
                new ArrayList<>(left.stream().filter(ZoneSide::isServing).toList());
        left.stream()
                .filter(zone -> !zone.isServing())
                .sorted(Comparator.<ZoneSide>comparingInt(zone -> -zone.pods())
                        .thenComparingLong(zone -> -zone.reach()))
                .limit(free)
                .forEach(kept::add);
        return kept;
    }

    private static long[] sums(int[] values) {
        long[] sums = new long[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            sums[i + 1] = sums[i] + values[i];
        }
        return sums;
    }

    boolean isServing() {
        return serving > 0;
    }

    int pinned() {
        return pinned;
    }

    /** What the zone can hold. */
    long room() {
        return roomServing + roomSums[rooms.length];
    }

    /** The highest shareDenominator that it could ever have. */
    long reach() {
        if (!byNode) {
            return room();
        }
        long reach = 0;
        for (int count = Math.max(1, serving); count <= nodes.size(); count++) {
            int least = count == serving ? leastRoomServing : Math.min(leastRoomServing, rooms[count - serving - 1]);
            reach = Math.max(reach, (long) count * least);
        }
        return reach;
    }

    /** How many pods each of {@code count} nodes needs at least for a shareDenominator. */
    private int level(int count, int shareDenominator) {
        return byNode ? (shareDenominator + count - 1) / count : 1;
    }

    /** Whether {@code count} nodes can have so many pods each. */
    private boolean canHold(int count, int level) {
        return leastRoomServing >= level && (count == serving || rooms[count - serving - 1] >= level);
    }

    /** The fewest pods with which {@code count} nodes reach a shareDenominator. */
    private long need(int count, int shareDenominator) {
        int level = level(count, shareDenominator);
        long need = spent(level) + (long) (count - serving) * level;
        return byNode ? need : Math.max(need, shareDenominator);
    }

    /** What the nodes that serve use if each has so many pods at least. */
    private long spent(int level) {
        int found = Arrays.binarySearch(settledPods, level);
        int fewer = found >= 0 ? found : -found - 1;
        return (long) fewer * level + settledSums[serving] - settledSums[fewer];
    }

    /** The fewest pods with which the zone reaches a shareDenominator; a very large number if it cannot. */
    int least(int shareDenominator) {
        effort.spend(nodes.size() * COUNT);
        long least = Integer.MAX_VALUE;
        for (int count = Math.max(1, serving); count <= nodes.size(); count++) {
            if (canHold(count, level(count, shareDenominator))) {
                least = Math.min(least, need(count, shareDenominator));
            }
        }
        return (int) Math.min(least, room() < least ? Integer.MAX_VALUE : least);
    }

    /**
     * The most nodes that can serve with each number of pods from {@code from} on and still reach the shareDenominator; 0 where none
     * can.
     */
    int[] mostNodes(int shareDenominator, int from, int size) {
        effort.spend(size + nodes.size() * COUNT);
        int[] most = new int[size];
        int open = size;
        for (int count = nodes.size(); count >= Math.max(1, serving) && open > 0; count--) {
            if (!canHold(count, level(count, shareDenominator))) {
                continue;
            }
            long first = Math.max(0, need(count, shareDenominator) - from);
            long last = Math.min(size - 1L, roomServing + roomSums[count - serving] - from);
            effort.spend(Math.max(0, last - first));
            for (long i = first; i <= last; i++) {
                if (most[(int) i] == 0) {
                    most[(int) i] = count;
                    open--;
                }
            }
        }
        return most;
    }

    /** How many of the pods that run could stay if {@code count} nodes have {@code pods}. */
    int kept(int count, int pods) {
        effort.spend(count);
        int level = pods / count;
        int spare = pods - count * level;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int here = question.site(nodes.get(i)).pods();
            kept += Math.min(here, level);
            if (here > level && spare > 0) {
                kept++;
                spare--;
            }
        }
        return kept;
    }

    /** The nodes to serve, so many of them, with so many pods. */
    List<Integer> choose(int count, int pods, int shareDenominator) {
        effort.spend(nodes.size() * Effort.NODE);
        Set<Integer> first = Set.copyOf(nodes.subList(0, serving));
        return new Chosen(question).choose(nodes, first, count, level(count, shareDenominator), pods);
    }

    /** Says the same of any two zones that are alike, whatever they are called. */
    int compareTo(ZoneSide other) {
        int bySize = Integer.compare(other.nodes.size(), nodes.size());
        return bySize != 0 ? bySize : Arrays.compare(signature, other.signature);
    }

    private static int[] signature(List<Site> there) {
        return there.stream()
                .flatMapToInt(site -> IntStream.of(-site.pinned(), -site.pods(), -site.room()))
                .toArray();
    }

    /** How many pods run in the zone. */
    int pods() {
        return nodes.stream().mapToInt(node -> question.site(node).pods()).sum();
    }
}
