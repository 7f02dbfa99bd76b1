package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which pods no required rule concerns, read naively from what one life of evenkeel has seen. */
final class Bystanders {
    private final ApiServer api;
    private final Map<String, StoredPod> told = new HashMap<>();
    /** UIDs of pods that were asked about in a version of which no more is known here. */
    private final Set<String> doubtful = new HashSet<>();

    Bystanders(ApiServer api) {
        this.api = api;
    }

    void told(StoredPod pod) {
        StoredPod known = told.get(pod.uid());
        if (known == null || known.version() <= pod.version()) {
            told.put(pod.uid(), pod);
            doubtful.remove(pod.uid());
        }
    }

    void gone(StoredPod pod) {
        told.remove(pod.uid());
        doubtful.remove(pod.uid());
    }

    /** A filter call, a preempt call, or a read, has shown a pod. */
    void asked(Pod pod) {
        StoredPod known = told.get(pod.id().uid());
        if (known != null && known.version() >= pod.version()) {
            return;
        }
        api.pod(pod.id())
                .filter(now -> now.editedAt() <= pod.version())
                .ifPresentOrElse(this::told, () -> doubtful.add(pod.id().uid()));
    }

    /** Whether a required rule may concern the pod: its own, or that of another pod. */
    boolean mayBeConcerned(PodId id) {
        StoredPod pod = told.get(id.uid());
        return pod == null
                || !doubtful.isEmpty()
                || !pod.bans().isEmpty()
                || told.values().stream()
                        .anyMatch(carrier -> carrier.bans().stream().anyMatch(ban -> ban.concerns(pod)));
    }
}
