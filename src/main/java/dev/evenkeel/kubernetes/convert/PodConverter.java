package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pods of the API server, as what placement needs of them. */
public final class PodConverter {
    private PodConverter() {}

    /**
     * A pod.
     *
     * @throws IllegalArgumentException if the pod has no namespace, name or UID
     */
    public static Pod pod(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        @Nullable PodSpec spec = pod.getSpec();
        Labels settings = Metadata.labels(meta.getAnnotations()).only(Annotations::isRead);
        return new Pod(
                id(meta),
                Metadata.version(meta),
                Metadata.labels(meta.getLabels()),
                settings,
                Optional.ofNullable(spec).map(PodSpec::getNodeName).filter(name -> !name.isEmpty()),
                phase(pod),
                spec == null ? Resources.NONE : PodRequests.of(spec),
                spec == null || settings.isEmpty() ? List.of() : antiAffinity(spec, Metadata.text(meta.getNamespace())),
                belongsToNode(meta),
                scheduling(pod),
                Metadata.controller(meta)
                        .map(owner -> Metadata.text(owner.getUid()))
                        .filter(uid -> !uid.isEmpty()),
                isReady(pod.getStatus()));
    }

    private static List<AntiAffinityTerm> antiAffinity(PodSpec spec, String namespace) {
        return spec.getAffinity() == null
                ? List.of()
                : AntiAffinity.terms(spec.getAffinity().getPodAntiAffinity(), namespace);
    }

    private static Pod.Scheduling scheduling(io.fabric8.kubernetes.api.model.Pod pod) {
        @Nullable PodSpec spec = pod.getSpec();
        boolean gated = spec != null && !spec.getSchedulingGates().isEmpty();
        boolean grouped = spec != null && spec.getAdditionalProperties().containsKey(Pod.SCHEDULING_GROUP);
        Optional<String> nominated = Optional.ofNullable(pod.getStatus())
                .map(PodStatus::getNominatedNodeName)
                .filter(name -> !name.isEmpty());
        String scheduler = Metadata.text(spec == null ? null : spec.getSchedulerName());
        int priority = spec == null ? 0 : Objects.requireNonNullElse(spec.getPriority(), 0);
        return new Pod.Scheduling(gated, grouped, nominated, scheduler, priority);
    }

    /** Controlled by a DaemonSet; or by the Node itself, as the mirror of a static pod is. */
    private static boolean belongsToNode(ObjectMeta meta) {
        return Metadata.controller(meta)
                .filter(owner -> Pod.belongToNode(Metadata.text(owner.getApiVersion()), Metadata.text(owner.getKind())))
                .isPresent();
    }

    public static PodId id(ObjectMeta meta) {
        return new PodId(
                Metadata.text(meta.getNamespace()), Metadata.text(meta.getName()), Metadata.text(meta.getUid()));
    }

    private static Pod.Phase phase(io.fabric8.kubernetes.api.model.Pod pod) {
        String reported =
                Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("");
        return Pod.Phase.of(reported, pod.getMetadata().getDeletionTimestamp() != null);
    }

    /** By its Ready condition; without one, whether it runs: dumps are often shortened by hand. */
    private static boolean isReady(@Nullable PodStatus status) {
        if (status == null) {
            return true;
        }
        return status.getConditions().stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst()
                .map(condition -> "True".equals(condition.getStatus()))
                .orElse(status.getPhase() == null || "Running".equals(status.getPhase()));
    }
}
