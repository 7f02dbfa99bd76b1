package dev.evenkeel.placement;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Service;
import dev.evenkeel.cluster.Workload;

/** Something that has happened in the cluster, as the watch tells it. */
public sealed interface ClusterEvent {
    record NodeChanged(Node node) implements ClusterEvent {}

    record NodeGone(String name) implements ClusterEvent {}

    record PodChanged(Applicant applicant) implements ClusterEvent {}

    record PodGone(PodId pod) implements ClusterEvent {}

    record ServiceChanged(Service service) implements ClusterEvent {}

    record ServiceGone(String namespace, String name) implements ClusterEvent {}

    record WorkloadChanged(Workload workload) implements ClusterEvent {}

    record WorkloadGone(String uid) implements ClusterEvent {}

    /** All nodes and pods that were there when the watch began have been told. */
    record Synced() implements ClusterEvent {}
}
