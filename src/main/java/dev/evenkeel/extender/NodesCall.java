package dev.evenkeel.extender;

import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.placement.Asked;
import java.util.List;

/** ExtenderArgs: a pod, and the nodes that filter or prioritize is asked about. */
public record NodesCall(Pod pod, List<String> nodeNames) {
    public NodesCall {
        nodeNames = List.copyOf(nodeNames);
    }

    /** The names as numbers; in the order of {@link #nodeNames}, {@link NodeTable#ABSENT} for those that have none. */
    int[] numbers(NodeTable nodes) {
        int[] numbers = new int[nodeNames.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = nodes.number(nodeNames.get(i));
        }
        return numbers;
    }

    static Asked asked(int[] numbers) {
        NodeSet known = new NodeSet();
        int unknown = 0;
        for (int number : numbers) {
            if (number == NodeTable.ABSENT) {
                unknown++;
            } else {
                known.add(number);
            }
        }
        return new Asked(known, unknown);
    }
}
