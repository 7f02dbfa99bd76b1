package dev.evenkeel.balance;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;

/** What the watch shows of Services and of the workloads that make their pods. */
public sealed interface ServiceEvent extends ClusterEvent.OfWing {
    /** A Service is new or has changed. */
    record ServiceChanged(Service service) implements ServiceEvent {}

    /** A Service was deleted. */
    record ServiceGone(String namespace, String name) implements ServiceEvent {}

    /** A workload is new or has changed. */
    record WorkloadChanged(Workload workload) implements ServiceEvent {}

    /** A workload was deleted. */
    record WorkloadGone(String uid) implements ServiceEvent {}
}
