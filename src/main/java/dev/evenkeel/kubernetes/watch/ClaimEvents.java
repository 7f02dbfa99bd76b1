package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.rule.RuleReader;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.function.Consumer;

/** Volume claims from the watch, passed on as changes of the pods that wait for one. */
final class ClaimEvents implements ResourceEventHandler<PersistentVolumeClaim> {
    private final VolumeNodes volumes;
    private final RuleReader rules;
    private final Consumer<ClusterEvent> events;

    ClaimEvents(VolumeNodes volumes, RuleReader rules, Consumer<ClusterEvent> events) {
        this.volumes = volumes;
        this.rules = rules;
        this.events = events;
    }

    @Override
    public void onAdd(PersistentVolumeClaim claim) {
        send(volumes.on(claim));
    }

    @Override
    public void onUpdate(PersistentVolumeClaim before, PersistentVolumeClaim claim) {
        onAdd(claim);
    }

    @Override
    public void onDelete(PersistentVolumeClaim claim, boolean finalStateUnknown) {
        send(volumes.gone(claim));
    }

    private void send(List<Pod> pods) {
        pods.forEach(pod -> events.accept(new ClusterEvent.PodChanged(rules.read(pod))));
    }
}
