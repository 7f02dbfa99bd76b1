package dev.evenkeel.balance;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;

/** What the watch shows of Services, and of the workloads behind them. */
public sealed interface ServiceEvent extends ClusterEvent.OfWing {
    /** A Service is new, or another version of it. */
    record ServiceChanged(Service service) implements ServiceEvent {}

    /** A Service is gone. */
    record ServiceGone(String namespace, String name) implements ServiceEvent {}

    /** A workload is new, or another version of it. */
    record WorkloadChanged(Workload workload) implements ServiceEvent {}

    /** A workload is gone. */
    record WorkloadGone(String uid) implements ServiceEvent {}
}
