package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes of the API server, as what placement needs of them. */
public final class NodeConverter {
    private NodeConverter() {}

    /**
     * A node.
     *
     * @throws IllegalArgumentException if the node has no name
     */
    public static Node node(io.fabric8.kubernetes.api.model.Node node) {
        ObjectMeta meta = node.getMetadata();
        return new Node(
                Metadata.text(meta.getName()),
                Metadata.version(meta),
                Metadata.labels(meta.getLabels()),
                isReady(node.getStatus()),
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                node.getStatus() == null
                        ? Resources.NONE
                        : Quantities.resources(node.getStatus().getAllocatable()));
    }

    private static boolean isReady(@Nullable NodeStatus status) {
        List<NodeCondition> conditions = status == null ? List.of() : status.getConditions();
        return conditions.stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst()
                .map(condition -> "True".equals(condition.getStatus()))
                .orElse(true);
    }
}
