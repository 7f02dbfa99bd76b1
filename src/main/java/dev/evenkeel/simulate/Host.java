package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Node;
import java.util.List;

/**
 * A node of the cluster asked about.
 *
 * @param taints those that keep pods away
 */
public record Host(Node node, List<Taint> taints) {
    public Host {
        taints = List.copyOf(taints);
    }

    String name() {
        return node.name();
    }

    boolean takesPods() {
        return node.ready() && !node.unschedulable();
    }
}
