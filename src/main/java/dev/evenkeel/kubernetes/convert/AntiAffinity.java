package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.AntiAffinityTerm;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The required podAntiAffinity terms of a pod's spec, as far as they reach the pod's own namespace. */
public final class AntiAffinity {
    /** As the extender names it. */
    private static final String FIELD = "Pod.spec.affinity";

    private AntiAffinity() {}

    /**
     * The terms in the order of the spec; a single unreadable one if they cannot be read. A term that reaches other
     * namespaces too counts in its own one; one whose namespaceSelector would have to be evaluated is left out, since
     * labels of namespaces are not watched.
     */
    public static List<AntiAffinityTerm> terms(@Nullable PodAntiAffinity affinity, String namespace) {
        if (affinity == null) {
            return List.of();
        }
        try {
            return reaching(affinity, namespace);
        } catch (IllegalArgumentException e) {
            return List.of(AntiAffinityTerm.unreadable(FIELD + ": " + e.getMessage()));
        }
    }

    private static List<AntiAffinityTerm> reaching(PodAntiAffinity affinity, String namespace) {
        return affinity.getRequiredDuringSchedulingIgnoredDuringExecution().stream()
                .filter(term -> reaches(term, namespace))
                .flatMap(term -> term(term).stream())
                .toList();
    }

    private static boolean reaches(PodAffinityTerm term, String namespace) {
        @Nullable LabelSelector namespaces = term.getNamespaceSelector();
        boolean everywhere = namespaces != null
                && namespaces.getMatchLabels().isEmpty()
                && namespaces.getMatchExpressions().isEmpty();
        boolean here = term.getNamespaces().isEmpty() && namespaces == null;
        return everywhere || here || term.getNamespaces().contains(namespace);
    }

    private static Optional<AntiAffinityTerm> term(PodAffinityTerm term) {
        // Without a labelSelector a term matches no pod (metav1.LabelSelectorAsSelector).
        return Optional.ofNullable(term.getLabelSelector())
                .map(selector -> new AntiAffinityTerm(selector(selector), Metadata.text(term.getTopologyKey())));
    }

    private static Selector selector(LabelSelector selector) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        Map<String, String> labels = Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        labels.forEach((key, value) -> requirements.add(new Selector.In(key, List.of(value))));
        selector.getMatchExpressions().forEach(expression -> requirements.add(requirement(expression)));
        return new Selector(requirements);
    }

    private static Selector.Requirement requirement(LabelSelectorRequirement expression) {
        String key = Metadata.text(expression.getKey());
        String operator = Metadata.text(expression.getOperator());
        boolean ofValues = operator.equals("In") || operator.equals("NotIn");
        if (ofValues && expression.getValues().isEmpty()) {
            throw new IllegalArgumentException("expected values for " + key + " " + operator + ", found none");
        }
        return switch (operator) {
            case "In" -> new Selector.In(key, expression.getValues());
            case "NotIn" -> new Selector.NotIn(key, expression.getValues());
            case "Exists" -> new Selector.Exists(key);
            case "DoesNotExist" -> new Selector.DoesNotExist(key);
            default ->
                throw new IllegalArgumentException(
                        "expected In, NotIn, Exists or DoesNotExist, found '" + operator + "'");
        };
    }
}
