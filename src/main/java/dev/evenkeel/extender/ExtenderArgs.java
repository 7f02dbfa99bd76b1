package dev.evenkeel.extender;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.Pod;

/** A pod, and the nodes that filter or prioritize is asked about. */
public record ExtenderArgs(Pod pod, NodeNames nodeNames) {
    /** The question, by numbers that were looked up in a table. */
    static Candidates asked(int[] numbers, NodeTable table) {
        NodeSet known = new NodeSet();
        int unknown = 0;
        for (int number : numbers) {
            if (number == NodeTable.ABSENT) {
                unknown++;
            } else {
                known.add(number);
            }
        }
        return new Candidates(known, unknown, table.generation());
    }
}
