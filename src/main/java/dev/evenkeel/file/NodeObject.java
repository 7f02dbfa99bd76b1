package dev.evenkeel.file;

import dev.evenkeel.cluster.Node;
import java.util.List;

/**
 * A node as the API server has it: what evenkeel knows of it, and what else a scheduler goes by.
 *
 * @param taints those that keep pods away
 */
public record NodeObject(Node node, List<Taint> taints) {
    public NodeObject {
        taints = List.copyOf(taints);
    }

    public String name() {
        return node.name();
    }

    /** Whether pods can be scheduled there at all. */
    public boolean takesPods() {
        return node.ready() && !node.unschedulable();
    }

    /** The same object with another state of the node. */
    public NodeObject with(Node changed) {
        return new NodeObject(changed, taints);
    }
}
