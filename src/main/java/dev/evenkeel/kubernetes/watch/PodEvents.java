package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleReader;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pods from the watch. */
final class PodEvents implements ResourceEventHandler<Pod> {
    private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);

    private final VolumeNodes volumes;
    private final RuleReader rules;
    private final Consumer<ClusterEvent> events;

    PodEvents(VolumeNodes volumes, RuleReader rules, Consumer<ClusterEvent> events) {
        this.volumes = volumes;
        this.rules = rules;
        this.events = events;
    }

    @Override
    public void onAdd(Pod pod) {
        events.accept(new ClusterEvent.PodChanged(read(pod)));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        onAdd(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
        PodId id = PodConverter.id(pod.getMetadata());
        volumes.gone(id);
        events.accept(new ClusterEvent.PodGone(id));
    }

    /**
     * A newer API server may allow in a spec what cannot be read here. Such a pod still has its place, which must
     * count; and if its rule was in that part of its spec, what is left is an unreadable rule, which keeps it waiting.
     */
    private PodInfo read(Pod pod) {
        try {
            return rules.read(volumes.on(PodConverter.pod(pod), pod));
        } catch (RuntimeException e) {
            PodInfo outline = rules.read(PodConverter.pod(outline(pod)));
            LOG.warn(
                    "The spec of pod {} cannot be read, so it counts by its labels and place only: {}",
                    outline.pod().id(),
                    e.toString());
            return outline;
        }
    }

    private static Pod outline(Pod pod) {
        return new PodBuilder(pod)
                .editOrNewSpec()
                .withAffinity(null)
                .withInitContainers()
                .withContainers()
                .withResources(null)
                .withOverhead(null)
                .endSpec()
                .build();
    }
}
