package dev.evenkeel.placement;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.PodId;

/** Something that has happened in the cluster, as the watch tells it. */
public sealed interface ClusterEvent {
    record NodeChanged(Node node) implements ClusterEvent {}

    record NodeGone(String name) implements ClusterEvent {}

    record PodChanged(Applicant applicant) implements ClusterEvent {}

    record PodGone(PodId pod) implements ClusterEvent {}

    /** Everything that was there when the watch began has been told. */
    record Synced() implements ClusterEvent {}
}
