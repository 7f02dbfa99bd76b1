package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.Applicant;
import dev.evenkeel.placement.ClusterEvent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Pods as the watch tells them. */
final class PodEvents implements ResourceEventHandler<Pod> {
    private final Consumer<ClusterEvent> events;

    PodEvents(Consumer<ClusterEvent> events) {
        this.events = events;
    }

    @Override
    public void onAdd(Pod pod) {
        events.accept(new ClusterEvent.PodChanged(Applicant.of(Reduction.pod(pod))));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        onAdd(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
        events.accept(new ClusterEvent.PodGone(Reduction.id(pod.getMetadata())));
    }
}
