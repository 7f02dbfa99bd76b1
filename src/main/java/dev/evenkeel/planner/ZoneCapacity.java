package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one zone can do in a plan whose traffic is split by zone first: how many of its nodes can serve with how many pods. Its
 * share denominator is the number by which its part of the traffic is divided for its busiest pod. That is the serving nodes
 * times the fewest pods on one of them if the zone gives each node the same, and the pods if it gives each pod the same.
 */
final class ZoneCapacity {
    /** Steps for looking at one possible number of serving nodes. */
    private static final long COUNT = 10;

    private final PlanQuestion question;
    private final Effort effort;
    private final boolean byNode;
    /** In the order of {@link PlanQuestion#byPods}: those with pinned pods first. */
    private final List<Integer> nodes;
    /** The rooms of the nodes without pinned pods, descending, and their prefix sums. */
    private final int[] rooms;

    private final long[] roomSums;
    private final int serving;
    private final int leastRoomServing;
    private final long roomServing;
    private final int pinned;
    /** The pinned pods on each node that has some, ascending, and their prefix sums. */
    private final int[] pinnedPods;

    private final long[] pinnedSums;
    private final int[] signature;

    ZoneCapacity(PlanQuestion question, Effort effort, List<Integer> nodes, boolean byNode) {
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
        this.pinnedPods = servers.stream().mapToInt(Site::pinned).sorted().toArray();
        this.pinnedSums = sums(pinnedPods);
        this.signature = signature(there);
    }

    /** The zones of a question, in an order that does not depend on their numbers. */
    static List<ZoneCapacity> all(PlanQuestion question, Effort effort, boolean byNode) {
        return question.byZone().values().stream()
                .map(nodes -> new ZoneCapacity(question, effort, nodes, byNode))
                .sorted(ZoneCapacity::compareTo)
                .toList();
    }

    /**
     * All of these zones; if there are fewer unpinned pods than zones without pinned pods, only so many of the latter: those with
     * more running pods first, then those with the higher maximum share denominator.
     */
    static List<ZoneCapacity> reachable(PlanQuestion question, List<ZoneCapacity> left) {
        long open = left.stream().filter(zone -> !zone.isServing()).count();
        int free = question.pods() - question.pinned();
        if (free >= open) {
            return left;
        }
        List<ZoneCapacity> kept =
                new ArrayList<>(left.stream().filter(ZoneCapacity::isServing).toList());
        left.stream()
                .filter(zone -> !zone.isServing())
                .sorted(Comparator.<ZoneCapacity>comparingInt(zone -> -zone.pods())
                        .thenComparingLong(zone -> -zone.maxShareDenominator()))
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

    /** How many pods the zone has room for. */
    long room() {
        return roomServing + roomSums[rooms.length];
    }

    /** The highest share denominator that the zone can have with any number of pods. */
    long maxShareDenominator() {
        if (!byNode) {
            return room();
        }
        long highest = 0;
        for (int count = Math.max(1, serving); count <= nodes.size(); count++) {
            int least = count == serving ? leastRoomServing : Math.min(leastRoomServing, rooms[count - serving - 1]);
            highest = Math.max(highest, (long) count * least);
        }
        return highest;
    }

    /** How many pods each of {@code count} nodes needs at least for a share denominator. */
    private int level(int count, int shareDenominator) {
        return byNode ? (shareDenominator + count - 1) / count : 1;
    }

    /** Whether {@code count} nodes can have so many pods each. */
    private boolean canHold(int count, int level) {
        return leastRoomServing >= level && (count == serving || rooms[count - serving - 1] >= level);
    }

    /** The fewest pods with which {@code count} nodes reach a share denominator. */
    private long need(int count, int shareDenominator) {
        int level = level(count, shareDenominator);
        long need = spent(level) + (long) (count - serving) * level;
        return byNode ? need : Math.max(need, shareDenominator);
    }

    /** How many pods the nodes with pinned pods use if each has at least {@code level}. */
    private long spent(int level) {
        int found = Arrays.binarySearch(pinnedPods, level);
        int fewer = found >= 0 ? found : -found - 1;
        return (long) fewer * level + pinnedSums[serving] - pinnedSums[fewer];
    }

    /** The fewest pods with which the zone reaches a share denominator; {@link Integer#MAX_VALUE} if it cannot. */
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
     * The most nodes that can serve and still reach the share denominator, for each of {@code size} numbers of pods from
     * {@code from} on; 0 where it cannot be reached.
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

    /** How many of the running pods can stay where they are if {@code count} nodes have {@code pods} in all. */
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

    /** Selects {@code count} nodes that can hold {@code pods} and reach the share denominator. */
    List<Integer> select(int count, int pods, int shareDenominator) {
        effort.spend(nodes.size() * Effort.NODE);
        Set<Integer> first = Set.copyOf(nodes.subList(0, serving));
        return new NodeSelection(question).select(nodes, first, count, level(count, shareDenominator), pods);
    }

    /** The larger zone first; does not depend on the numbers of zones, so zones that compare equal are alike. */
    int compareTo(ZoneCapacity other) {
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
