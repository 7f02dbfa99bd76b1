package dev.evenkeel.placement;

import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Selector;
import java.util.List;
import java.util.Set;

/** Which of a pod's labels make its group. */
final class Group {
    /** Labels that tell apart the pods of two revisions of one workload. */
    static final List<String> REVISION_LABELS = List.of("pod-template-hash", "controller-revision-hash");

    /**
     * Labels that are not the user's own: added by a controller or, zone and region, by the API server at bind since
     * 1.35 (KEP-4742), which would part bound siblings from waiting ones; and those that change with each release,
     * which would part the new pods of a roll-out from the old ones.
     */
    private static final Set<String> NOT_OF_A_GROUP = Set.of(
            "pod-template-hash",
            "controller-revision-hash",
            "pod-template-generation",
            "statefulset.kubernetes.io/pod-name",
            "apps.kubernetes.io/pod-index",
            "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name",
            "batch.kubernetes.io/job-completion-index",
            "controller-uid",
            "job-name",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "helm.sh/chart",
            "app.kubernetes.io/version",
            "version");

    private Group() {}

    /** The labels that make the default group of a pod. */
    static Labels defaultLabels(Labels labels) {
        return labels.only(key -> !NOT_OF_A_GROUP.contains(key));
    }

    static Selector selector(Labels labels, Term term) {
        Selector selector = Selector.of(defaultLabels(labels));
        return term.perRevision() ? ofRevision(selector, labels) : selector;
    }

    private static Selector ofRevision(Selector selector, Labels labels) {
        Selector narrowed = selector;
        for (String key : REVISION_LABELS) {
            if (labels.has(key)) {
                narrowed = narrowed.and(
                        new Selector.In(key, List.of(labels.get(key).orElseThrow())));
            }
        }
        return narrowed;
    }
}
