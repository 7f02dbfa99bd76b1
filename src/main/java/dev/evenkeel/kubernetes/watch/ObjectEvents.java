package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.kubernetes.convert.ServiceConverter;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;
import java.util.function.Function;

/** Objects of one kind from the watch, each passed on as the event that it means here. */
final class ObjectEvents<T> implements ResourceEventHandler<T> {
    private final Function<T, ClusterEvent> changed;
    private final Function<T, ClusterEvent> gone;
    private final Consumer<ClusterEvent> events;

    ObjectEvents(Function<T, ClusterEvent> changed, Function<T, ClusterEvent> gone, Consumer<ClusterEvent> events) {
        this.changed = changed;
        this.gone = gone;
        this.events = events;
    }

    /** Services. */
    static ObjectEvents<Service> ofServices(Consumer<ClusterEvent> events) {
        return new ObjectEvents<>(
                service -> new ServiceEvent.ServiceChanged(ServiceConverter.service(service)),
                service -> new ServiceEvent.ServiceGone(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()),
                events);
    }

    /** Workloads of one kind. */
    static <T extends HasMetadata> ObjectEvents<T> ofWorkloads(
            Function<T, Workload> converter, Consumer<ClusterEvent> events) {
        return new ObjectEvents<>(
                workload -> new ServiceEvent.WorkloadChanged(converter.apply(workload)),
                workload -> new ServiceEvent.WorkloadGone(workload.getMetadata().getUid()),
                events);
    }

    @Override
    public void onAdd(T object) {
        events.accept(changed.apply(object));
    }

    @Override
    public void onUpdate(T before, T object) {
        onAdd(object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
        events.accept(gone.apply(object));
    }
}
