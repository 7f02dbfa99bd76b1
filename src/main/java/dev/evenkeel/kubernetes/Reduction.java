package dev.evenkeel.kubernetes;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kubernetes' objects reduced to what placement needs. */
public final class Reduction {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);

    private Reduction() {}

    /**
     * A pod, reduced.
     *
     * @throws IllegalArgumentException if the pod has no namespace, name or UID
     */
    public static Pod pod(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        @Nullable PodSpec spec = pod.getSpec();
        Labels settings = labels(meta.getAnnotations()).only(Annotations::isRead);
        return new Pod(
                id(meta),
                version(meta),
                labels(meta.getLabels()),
                settings,
                Optional.ofNullable(spec).map(PodSpec::getNodeName).filter(name -> !name.isEmpty()),
                phase(pod),
                spec == null ? Resources.NONE : PodRequests.of(spec),
                spec == null || settings.isEmpty() ? List.of() : antiAffinity(spec, text(meta.getNamespace())),
                belongsToNode(meta),
                scheduling(pod),
                controller(meta).map(owner -> text(owner.getUid())).filter(uid -> !uid.isEmpty()),
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
        String scheduler = text(spec == null ? null : spec.getSchedulerName());
        int priority = spec == null ? 0 : Objects.requireNonNullElse(spec.getPriority(), 0);
        return new Pod.Scheduling(gated, grouped, nominated, scheduler, priority);
    }

    /** Controlled by a DaemonSet; or by the Node itself, as the mirror of a static pod is. */
    private static boolean belongsToNode(ObjectMeta meta) {
        return controller(meta)
                .filter(owner -> Pod.belongToNode(text(owner.getApiVersion()), text(owner.getKind())))
                .isPresent();
    }

    /** The owner that controls an object, of which there is at most one. */
    static Optional<OwnerReference> controller(ObjectMeta meta) {
        return meta.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    public static PodId id(ObjectMeta meta) {
        return new PodId(text(meta.getNamespace()), text(meta.getName()), text(meta.getUid()));
    }

    /**
     * A node, reduced.
     *
     * @throws IllegalArgumentException if the node has no name
     */
    public static Node node(io.fabric8.kubernetes.api.model.Node node) {
        ObjectMeta meta = node.getMetadata();
        return new Node(
                text(meta.getName()),
                version(meta),
                labels(meta.getLabels()),
                isReady(node.getStatus()),
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                node.getStatus() == null
                        ? Resources.NONE
                        : resources(node.getStatus().getAllocatable()));
    }

    /** CPU, memory and places for pods out of a resource list; what it does not name is none. */
    static Resources resources(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null) {
            return Resources.NONE;
        }
        return new Resources(
                amount(quantities.get("cpu"), MILLI),
                amount(quantities.get("memory"), BigDecimal.ONE),
                amount(quantities.get("pods"), BigDecimal.ONE));
    }

    private static long amount(@Nullable Quantity quantity, BigDecimal scale) {
        if (quantity == null) {
            return 0;
        }
        // Rounded up, as kube-scheduler does (resource.Quantity MilliValue and Value).
        BigDecimal amount = quantity.getNumericalAmount().multiply(scale).setScale(0, RoundingMode.CEILING);
        return amount.max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(Long.MAX_VALUE / 4))
                .longValue();
    }

    private static Pod.Phase phase(io.fabric8.kubernetes.api.model.Pod pod) {
        String reported =
                Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("");
        return Pod.Phase.of(reported, pod.getMetadata().getDeletionTimestamp() != null);
    }

    /** As its Ready condition says; without one, whether it runs: dumps are often shortened by hand. */
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

    private static boolean isReady(@Nullable NodeStatus status) {
        List<NodeCondition> conditions = status == null ? List.of() : status.getConditions();
        return conditions.stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst()
                .map(condition -> "True".equals(condition.getStatus()))
                .orElse(true);
    }

    private static Labels labels(@Nullable Map<String, String> map) {
        return map == null ? Labels.NONE : Labels.of(map);
    }

    private static long version(ObjectMeta meta) {
        return Versions.parse(text(meta.getResourceVersion()));
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
