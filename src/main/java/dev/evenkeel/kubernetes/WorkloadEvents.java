package dev.evenkeel.kubernetes;

import dev.evenkeel.cluster.Workload;
import dev.evenkeel.placement.ClusterEvent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;
import java.util.function.Function;

/** Workloads of one kind as the watch tells them. */
final class WorkloadEvents<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final Function<T, Workload> reduction;
    private final Consumer<ClusterEvent> events;

    WorkloadEvents(Function<T, Workload> reduction, Consumer<ClusterEvent> events) {
        this.reduction = reduction;
        this.events = events;
    }

    @Override
    public void onAdd(T workload) {
        events.accept(new ClusterEvent.WorkloadChanged(reduction.apply(workload)));
    }

    @Override
    public void onUpdate(T before, T workload) {
        onAdd(workload);
    }

    @Override
    public void onDelete(T workload, boolean finalStateUnknown) {
        events.accept(new ClusterEvent.WorkloadGone(workload.getMetadata().getUid()));
    }
}
