package dev.evenkeel.simulate;

import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the worst loss of one node, or of one zone, costs, before anything is rescheduled.
 *
 * @param pods the part of the pods that are gone, 0 to 1; 1 if nothing serves any more
 * @param busiest what the busiest pod left then gets, over what a pod got on average before; 0 if none is left
 */
public record Loss(double pods, double busiest) {
    static final Loss NOTHING = new Loss(0, 0);

    /** The worst of losing any one of the groups of nodes that are parted like this. */
    static Loss worst(TrafficModel model, int[] zones, int[] pods, int[] groups) {
        return Arrays.stream(groups)
                .filter(group -> group >= 0)
                .distinct()
                .filter(group -> lost(pods, groups, group) > 0)
                .mapToObj(group -> of(model, zones, pods, groups, group))
                .reduce(NOTHING, (a, b) -> a.isWorseThan(b) ? a : b);
    }

    private static Loss of(TrafficModel model, int[] zones, int[] pods, int[] groups, int group) {
        int total = Arrays.stream(pods).sum();
        int gone = lost(pods, groups, group);
        int[] left = IntStream.range(0, pods.length)
                .map(node -> groups[node] == group ? 0 : pods[node])
                .toArray();
        double imbalance = Split.of(model, zones, left).imbalance();
        return new Loss((double) gone / total, gone == total ? 0 : imbalance * total / (total - gone));
    }

    private static int lost(int[] pods, int[] groups, int group) {
        return IntStream.range(0, pods.length)
                .filter(node -> groups[node] == group)
                .map(node -> pods[node])
                .sum();
    }

    private boolean isWorseThan(Loss other) {
        boolean all = pods == 1;
        return all != (other.pods == 1) ? all : busiest > other.busiest;
    }
}
