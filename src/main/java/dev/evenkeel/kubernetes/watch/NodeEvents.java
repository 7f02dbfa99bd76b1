package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.kubernetes.convert.NodeConverter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes from the watch. */
final class NodeEvents implements ResourceEventHandler<Node> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

    private final Consumer<ClusterEvent> events;

    NodeEvents(Consumer<ClusterEvent> events) {
        this.events = events;
    }

    @Override
    public void onAdd(Node node) {
        events.accept(new ClusterEvent.NodeChanged(read(node)));
    }

    @Override
    public void onUpdate(Node before, Node node) {
        onAdd(node);
    }

    @Override
    public void onDelete(Node node, boolean finalStateUnknown) {
        events.accept(new ClusterEvent.NodeGone(node.getMetadata().getName()));
    }

    /** A node whose size cannot be read still has its labels, by which pods are counted. */
    private static dev.evenkeel.cluster.Node read(Node node) {
        try {
            return NodeConverter.node(node);
        } catch (RuntimeException e) {
            dev.evenkeel.cluster.Node outline = NodeConverter.node(outline(node));
            LOG.warn(
                    "The size of node {} cannot be read, so it counts by its labels only: {}",
                    outline.name(),
                    e.toString());
            return outline;
        }
    }

    private static Node outline(Node node) {
        return new NodeBuilder(node)
                .editOrNewStatus()
                .withAllocatable(null)
                .endStatus()
                .build();
    }
}
