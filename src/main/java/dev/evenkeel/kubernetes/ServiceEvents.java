package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.ClusterEvent;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Services as the watch tells them. */
final class ServiceEvents implements ResourceEventHandler<Service> {
    private final Consumer<ClusterEvent> events;

    ServiceEvents(Consumer<ClusterEvent> events) {
        this.events = events;
    }

    @Override
    public void onAdd(Service service) {
        events.accept(new ClusterEvent.ServiceChanged(ServiceReduction.service(service)));
    }

    @Override
    public void onUpdate(Service before, Service service) {
        onAdd(service);
    }

    @Override
    public void onDelete(Service service, boolean finalStateUnknown) {
        events.accept(new ClusterEvent.ServiceGone(
                service.getMetadata().getNamespace(), service.getMetadata().getName()));
    }
}
