package dev.evenkeel.api;

import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.PodInfo;

/** Something that has happened in the cluster, as the watch tells it. */
public sealed interface ClusterEvent {
    record NodeChanged(Node node) implements ClusterEvent {}

    record NodeGone(String name) implements ClusterEvent {}

    record PodChanged(PodInfo info) implements ClusterEvent {}

    record PodGone(PodId pod) implements ClusterEvent {}

    /** All nodes and pods that were there when the watch began have been shown. */
    record Synced() implements ClusterEvent {}

    /** What only a wing understands; the spine passes it on. */
    non-sealed interface OfWing extends ClusterEvent {}
}
