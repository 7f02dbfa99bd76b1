package dev.evenkeel.file;

import dev.evenkeel.kubernetes.convert.NodeConverter;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads out of Kubernetes' pods and nodes what a scheduler needs to know of them. */
final class ManifestConverter {
    private static final Set<String> KEEPING_AWAY = Set.of("NoSchedule", "NoExecute");

    private ManifestConverter() {}

    /**
     * A node with its taints.
     *
     * @throws IllegalArgumentException if the node has no name
     */
    static NodeObject node(Node node) {
        List<Taint> taints = node.getSpec() == null
                ? List.of()
                : orNone(node.getSpec().getTaints()).stream()
                        .filter(taint -> KEEPING_AWAY.contains(text(taint.getEffect())))
                        .map(taint -> new Taint(text(taint.getKey()), text(taint.getValue()), text(taint.getEffect())))
                        .toList();
        return new NodeObject(NodeConverter.node(node), taints);
    }

    /**
     * A pod with what it requires of its node.
     *
     * @throws IllegalArgumentException if the pod has no namespace, name or UID
     */
    static PodObject pod(Pod pod) {
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        return new PodObject(PodConverter.pod(pod), requirements(spec));
    }

    private static NodeRequirements requirements(PodSpec spec) {
        List<Toleration> tolerations = orNone(spec.getTolerations()).stream()
                .map(each -> new Toleration(
                        text(each.getKey()),
                        "Exists".equals(each.getOperator()),
                        text(each.getValue()),
                        text(each.getEffect())))
                .toList();
        Map<String, String> nodeSelector = Objects.requireNonNullElse(spec.getNodeSelector(), Map.of());
        return new NodeRequirements(Labels.of(nodeSelector), affinity(spec.getAffinity()), tolerations);
    }

    private static List<Selector> affinity(@Nullable Affinity affinity) {
        return Optional.ofNullable(affinity)
                .map(Affinity::getNodeAffinity)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(NodeSelector::getNodeSelectorTerms)
                .orElse(List.of())
                .stream()
                .map(ManifestConverter::term)
                .toList();
    }

    /** By labels; comparisons of numbers and names of nodes are passed over. */
    private static Selector term(NodeSelectorTerm term) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        for (NodeSelectorRequirement each : orNone(term.getMatchExpressions())) {
            List<String> values = orNone(each.getValues());
            switch (text(each.getOperator())) {
                case "In" -> requirements.add(new Selector.In(each.getKey(), values));
                case "NotIn" -> requirements.add(new Selector.NotIn(each.getKey(), values));
                case "Exists" -> requirements.add(new Selector.Exists(each.getKey()));
                case "DoesNotExist" -> requirements.add(new Selector.DoesNotExist(each.getKey()));
                default -> {}
            }
        }
        return new Selector(requirements);
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
