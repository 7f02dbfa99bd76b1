package dev.evenkeel.scaledown;

import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.scaledown.ScaleDownQuestion.PodOnNode;
import dev.evenkeel.scaledown.ScaleDownQuestion.WorkloadPods;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The deletion costs by which a ReplicaSet deletes pods in the order of {@link ScaleDown}: below 0, so that these pods are
 * deleted before pods without a cost, and rising from the first to be deleted to the last. Only the first half of the pods get
 * one, written in this order, so that an interrupted write still leaves costs that are right.
 *
 * <p>The costs are labels with gaps, as in order maintenance (Dietz and Sleator, 1987): a longest increasing subsequence of the
 * present costs is kept, and missing ones go into the gaps, so that a pod more or less changes few. If a gap is too small, all
 * are relabelled.
 */
public final class DeletionCosts {
    /** The gap between two new costs, so that others fit in between. */
    static final int STEP = 100;
    /** The lowest cost that is written; the annotation is a 32-bit number. */
    static final int LEAST = -900_000_000;

    private static final int NONE = Integer.MAX_VALUE;

    private final ScaleDown scaleDown;

    /** Costs by the plan settings of an installation; has no state. */
    public DeletionCosts(PlanSettings settings) {
        this.scaleDown = new ScaleDown(settings);
    }

    /** The changes to write, in this order: workloads take turns, each with the pods that are deleted first. */
    public List<CostChange> changes(ScaleDownQuestion question) {
        Map<List<ScaleDown.View>, List<WorkloadPods>> byViews = question.workloads().stream()
                .collect(Collectors.groupingBy(WorkloadPods::views, LinkedHashMap::new, Collectors.toList()));
        List<Iterator<CostChange>> workloads = byViews.entrySet().stream()
                .flatMap(alike -> orders(alike.getKey(), alike.getValue()).stream())
                .map(order -> changes(order).iterator())
                .toList();
        List<CostChange> changes = new ArrayList<>();
        while (workloads.stream().anyMatch(Iterator::hasNext)) {
            workloads.stream().filter(Iterator::hasNext).forEach(workload -> changes.add(workload.next()));
        }
        return changes;
    }

    private static List<CostChange> changes(List<PodOnNode> order) {
        int[] now = order.stream().mapToInt(pod -> cost(pod.cost())).toArray();
        int[] wanted = wanted(now);
        List<CostChange> changes = new ArrayList<>();
        for (int i = 0; i < now.length; i++) {
            if (now[i] != wanted[i]) {
                Optional<Integer> cost = wanted[i] == NONE ? Optional.empty() : Optional.of(wanted[i]);
                changes.add(new CostChange(order.get(i).pod(), order.get(i).cost(), cost));
            }
        }
        return changes;
    }

    /** By workload, its pods in the order in which they should be deleted, without those that have another writer's cost. */
    private List<List<PodOnNode>> orders(List<ScaleDown.View> views, List<WorkloadPods> workloads) {
        List<List<PodOnNode>> pods =
                workloads.stream().map(DeletionCosts::ownOrFree).toList();
        List<List<Integer>> nodes = pods.stream()
                .map(each -> each.stream().map(PodOnNode::node).toList())
                .toList();
        List<List<Integer>> orders = scaleDown.orders(views, nodes);
        return IntStream.range(0, pods.size())
                .mapToObj(i -> orders.get(i).stream().map(pods.get(i)::get).toList())
                .toList();
    }

    private static List<PodOnNode> ownOrFree(WorkloadPods workload) {
        return workload.pods().stream()
                .filter(pod -> !(pod.cost() instanceof DeletionCost.Foreign))
                .sorted(Comparator.<PodOnNode>comparingInt(pod -> cost(pod.cost()))
                        .thenComparing(pod -> pod.pod().uid()))
                .toList();
    }

    private static int cost(DeletionCost cost) {
        return cost instanceof DeletionCost.Own(int own) ? own : NONE;
    }

    /**
     * The costs that pods should have.
     *
     * @param now the costs that they have, in the order in which they should be deleted; {@link #NONE} for a pod without one
     * @return the same for the costs that they should have
     */
    static int[] wanted(int[] now) {
        int count = (now.length + 1) / 2;
        int[] kept = longestIncreasingSubsequence(now);
        return fill(kept, count).or(() -> fill(none(now.length), count)).orElseThrow();
    }

    private static int[] none(int length) {
        int[] none = new int[length];
        Arrays.fill(none, NONE);
        return none;
    }

    /**
     * A longest increasing subsequence of the valid costs, by dynamic programming in quadratic time (Cormen et al., Introduction
     * to Algorithms, third edition, exercise 15.4-5); {@link #NONE} at all other places.
     */
    private static int[] longestIncreasingSubsequence(int[] now) {
        int[] lengths = new int[now.length];
        int[] before = new int[now.length];
        int last = -1;
        for (int i = 0; i < now.length; i++) {
            before[i] = -1;
            if (now[i] >= 0 || now[i] < LEAST) {
                continue;
            }
            lengths[i] = 1;
            for (int j = 0; j < i; j++) {
                if (lengths[j] > 0 && now[j] < now[i] && lengths[j] >= lengths[i]) {
                    lengths[i] = lengths[j] + 1;
                    before[i] = j;
                }
            }
            last = last < 0 || lengths[i] > lengths[last] ? i : last;
        }
        int[] kept = none(now.length);
        for (int i = last; i >= 0; i = before[i]) {
            kept[i] = now[i];
        }
        return kept;
    }

    /** Fills the gaps among the first {@code count} costs; empty if one gap is too small. */
    private static Optional<int[]> fill(int[] kept, int count) {
        int[] wanted = kept.clone();
        int from = 0;
        while (from < count) {
            if (kept[from] != NONE) {
                from++;
                continue;
            }
            int to = from;
            while (to < count && kept[to] == NONE) {
                to++;
            }
            if (!fill(wanted, from, to)) {
                return Optional.empty();
            }
            from = to;
        }
        dropAfterNone(wanted, count);
        return Optional.of(wanted);
    }

    /** Drops the costs after a pod without one: that counts as 0, so costs below 0 after it would be out of order. */
    private static void dropAfterNone(int[] wanted, int count) {
        for (int i = count; i < wanted.length; i++) {
            wanted[i] = wanted[i - 1] == NONE ? NONE : wanted[i];
        }
    }

    /** Fills the gap from {@code from} to before {@code to} with equal steps; false if there is no room for that. */
    private static boolean fill(int[] wanted, int from, int to) {
        int next = to;
        while (next < wanted.length && wanted[next] == NONE) {
            next++;
        }
        // Without a neighbour there is room for a cost for each pod, so that more can follow when the first have gone.
        int above = next < wanted.length ? wanted[next] : -STEP * (wanted.length - to);
        int below = from == 0 ? above - STEP * (to - from + 1) : wanted[from - 1];
        int end = from == 0 || next < wanted.length ? above : 0;
        int step = Math.min(STEP, (end - below) / (to - from + 1));
        for (int i = from; i < to; i++) {
            wanted[i] = below + step * (i - from + 1);
        }
        return step > 0 && wanted[from] >= LEAST;
    }
}
