package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.ClusterEvent;
import dev.evenkeel.placement.RuleReader;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Pods as the watch tells them. */
final class PodEvents implements ResourceEventHandler<Pod> {
    private final RuleReader rules;
    private final Consumer<ClusterEvent> events;

    PodEvents(RuleReader rules, Consumer<ClusterEvent> events) {
        this.rules = rules;
        this.events = events;
    }

    @Override
    public void onAdd(Pod pod) {
        events.accept(new ClusterEvent.PodChanged(rules.read(Reduction.pod(pod))));
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
