package dev.evenkeel.simulate;

import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the pods of a Service are, or would be, and what follows for its traffic.
 *
 * @param pods on each node of the forecast
 * @param node what losing the worst node costs
 * @param zone what losing the worst zone costs
 */
@SuppressWarnings("ArrayRecordComponent") // Layouts are not compared; the arrays belong to the forecast.
public record Layout(int[] pods, Split split, Loss node, Loss zone) {
    static Layout of(TrafficModel model, int[] zones, int[] pods) {
        int[] each = IntStream.range(0, pods.length).toArray();
        return new Layout(
                pods,
                Split.of(model, zones, pods),
                Loss.worst(model, zones, pods, each),
                Loss.worst(model, zones, pods, zones));
    }

    /** How many pods there are. */
    public int total() {
        return Arrays.stream(pods).sum();
    }

    /** What one pod on the node gets, over what a pod gets on average. */
    public double load(int node) {
        return split.ofPodOn(node) * total();
    }
}
