package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.ClusterEvent;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Nodes as the watch tells them. */
final class NodeEvents implements ResourceEventHandler<Node> {
    private final Consumer<ClusterEvent> events;

    NodeEvents(Consumer<ClusterEvent> events) {
        this.events = events;
    }

    @Override
    public void onAdd(Node node) {
        events.accept(new ClusterEvent.NodeChanged(Reduction.node(node)));
    }

    @Override
    public void onUpdate(Node before, Node node) {
        onAdd(node);
    }

    @Override
    public void onDelete(Node node, boolean finalStateUnknown) {
        events.accept(new ClusterEvent.NodeGone(node.getMetadata().getName()));
    }
}
