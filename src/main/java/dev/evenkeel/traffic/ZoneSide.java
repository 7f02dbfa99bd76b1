package dev.evenkeel.traffic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One zone of a plan whose traffic is split by zone first. A zone's divider is what its part of the traffic is divided by
 * for its busiest pod: nodes times the fewest pods on one, or the pods, as the model has it.
 */
final class ZoneSide {
    private final PlanQuestion question;
    private final boolean byNode;
    /** In the order of {@link PlanQuestion#byPods}: those that serve first. */
    private final List<Integer> nodes;
    /** Rooms of the nodes that do not serve yet, the roomiest first, and their sums. */
    private final int[] rooms;

    private final long[] roomSums;
    private final int serving;
    private final int leastRoomServing;
    private final long roomServing;
    private final int settled;
    private final Map<Integer, Integer> spentByLevel = new HashMap<>();

    ZoneSide(PlanQuestion question, List<Integer> nodes, boolean byNode) {
        this.question = question;
        this.byNode = byNode;
        this.nodes = nodes;
        List<Site> there = nodes.stream().map(question::site).toList();
        List<Site> servers = there.stream().filter(Site::isServing).toList();
        this.serving = servers.size();
        this.settled = servers.stream().mapToInt(Site::settled).sum();
        this.leastRoomServing = servers.stream().mapToInt(Site::room).min().orElse(Integer.MAX_VALUE);
        this.roomServing = servers.stream().mapToLong(Site::room).sum();
        this.rooms = there.stream()
                .filter(site -> !site.isServing())
                .map(Site::room)
                .sorted(Comparator.reverseOrder())
                .mapToInt(room -> room)
                .toArray();
        this.roomSums = new long[rooms.length + 1];
        for (int i = 0; i < rooms.length; i++) {
            roomSums[i + 1] = roomSums[i] + rooms[i];
        }
    }

    boolean isServing() {
        return serving > 0;
    }

    int settled() {
        return settled;
    }

    /** What the zone can hold. */
    long room() {
        return roomServing + roomSums[rooms.length];
    }

    /** The highest divider that it could ever have. */
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

    /** How many pods each of {@code count} nodes needs at least for a divider. */
    private int level(int count, int divider) {
        return byNode ? (divider + count - 1) / count : 1;
    }

    /** Whether {@code count} nodes can have so many pods each. */
    private boolean canHold(int count, int level) {
        return leastRoomServing >= level && (count == serving || rooms[count - serving - 1] >= level);
    }

    /** The fewest pods with which {@code count} nodes reach a divider. */
    private long need(int count, int divider) {
        int level = level(count, divider);
        long need = spentByLevel.computeIfAbsent(level, this::spent) + (long) (count - serving) * level;
        return byNode ? need : Math.max(need, divider);
    }

    /** What the nodes that serve use if each has so many pods at least. */
    private int spent(int level) {
        int spent = 0;
        for (int i = 0; i < serving; i++) {
            spent += Math.max(level, question.site(nodes.get(i)).settled());
        }
        return spent;
    }

    /** The fewest pods with which the zone reaches a divider; a very large number if it cannot. */
    int least(int divider) {
        long least = Integer.MAX_VALUE;
        for (int count = Math.max(1, serving); count <= nodes.size(); count++) {
            if (canHold(count, level(count, divider))) {
                least = Math.min(least, need(count, divider));
            }
        }
        return (int) Math.min(least, room() < least ? Integer.MAX_VALUE : least);
    }

    /**
     * The most nodes that can serve with each number of pods from {@code from} on and still reach the divider; 0 where none
     * can.
     */
    int[] mostNodes(int divider, int from, int size) {
        int[] most = new int[size];
        int open = size;
        for (int count = nodes.size(); count >= Math.max(1, serving) && open > 0; count--) {
            if (!canHold(count, level(count, divider))) {
                continue;
            }
            long first = Math.max(0, need(count, divider) - from);
            long last = Math.min(size - 1L, roomServing + roomSums[count - serving] - from);
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
    List<Integer> choose(int count, int pods, int divider) {
        Set<Integer> first = Set.copyOf(nodes.subList(0, serving));
        return new Chosen(question).choose(nodes, first, count, level(count, divider), pods);
    }

    /** Says the same of any two zones that are alike, whatever they are called. */
    int compareTo(ZoneSide other) {
        int bySize = Integer.compare(other.nodes.size(), nodes.size());
        return bySize != 0 ? bySize : Arrays.compare(signature(), other.signature());
    }

    private int[] signature() {
        List<Integer> signature = new ArrayList<>();
        for (int node : nodes) {
            Site site = question.site(node);
            signature.addAll(List.of(-site.settled(), -site.pods(), -site.room()));
        }
        return signature.stream().mapToInt(value -> value).toArray();
    }

    /** How many pods run in the zone. */
    int pods() {
        return nodes.stream().mapToInt(node -> question.site(node).pods()).sum();
    }
}
