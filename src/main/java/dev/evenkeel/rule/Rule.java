package dev.evenkeel.rule;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.AntiAffinityTerm;
import dev.evenkeel.objects.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rule in a pod's annotations, as parsed. What {@link #print} returns parses to an equal rule.
 *
 * @param spread how the pod's group is kept apart
 * @param group which pods make that group; has a meaning only with terms
 * @param avoid selects pods of the namespace with which it never shares a host
 * @param exclusive whether it wants a host to itself
 * @param balance whether it is placed for even traffic of the Services that select it
 */
public record Rule(Spread spread, GroupChoice group, Optional<Selector> avoid, boolean exclusive, boolean balance) {
    /** Whether it asks for nothing. */
    boolean isEmpty() {
        return spread instanceof Spread.Off && avoid.isEmpty() && !exclusive && !balance;
    }

    /** Checks the rule for this pod; returns what is wrong, and empty if nothing is. */
    Optional<RuleError> validate(Pod pod, RuleLimits limits) {
        return switch (spread) {
            case Spread.Off() -> Optional.empty();
            case Spread.BySpec() -> validateSpec(pod).or(() -> validateSpecSize(pod.antiAffinity(), limits));
            case Spread.ByTerms(List<Term> terms) ->
                group.validate(pod.labels(), terms.stream().anyMatch(Term::isRequired))
                        .or(() -> validateRevision(pod, terms));
        };
    }

    private static Optional<RuleError> validateSpec(Pod pod) {
        Optional<String> unreadable = pod.antiAffinity().stream()
                .flatMap(term -> term.unreadable().stream())
                .findFirst();
        if (unreadable.isPresent()) {
            return Optional.of(new RuleError.Meaning(Annotations.SPREAD, "spec: " + unreadable.get()));
        }
        return pod.antiAffinity().isEmpty()
                ? Optional.of(
                        new RuleError.Meaning(
                                Annotations.SPREAD,
                                "spec: the pod has no required podAntiAffinity term over its own namespace; expected one, or terms here"))
                : Optional.empty();
    }

    /** Terms of the spec have the same limits as annotations. */
    private static Optional<RuleError> validateSpecSize(List<AntiAffinityTerm> terms, RuleLimits limits) {
        if (terms.size() > limits.termsPerRule()) {
            return Optional.of(new RuleError.Meaning(
                    Annotations.SPREAD,
                    "spec: the pod has " + terms.size()
                            + " required podAntiAffinity terms over its own namespace; expected at most "
                            + limits.termsPerRule() + " terms"));
        }
        return terms.stream()
                .map(AntiAffinityTerm::selector)
                .filter(selector -> selector.requirements().size() > limits.selectorTerms()
                        || selector.toString().length() > limits.annotationLength())
                .findFirst()
                .map(selector -> new RuleError.Meaning(
                        Annotations.SPREAD,
                        "spec: a required podAntiAffinity term of the pod has a selector of "
                                + selector.requirements().size() + " requirements and "
                                + selector.toString().length() + " characters; expected at most "
                                + limits.selectorTerms() + " requirements and " + limits.annotationLength()
                                + " characters"));
    }

    private static Optional<RuleError> validateRevision(Pod pod, List<Term> terms) {
        boolean wanted = terms.stream().anyMatch(Term::perRevision);
        return wanted && WrittenLabel.REVISIONS.stream().noneMatch(pod.labels()::has)
                ? Optional.of(new RuleError.Meaning(
                        Annotations.SPREAD,
                        "per-revision: the pod has no label " + String.join(" or ", WrittenLabel.REVISIONS)
                                + "; expected a pod of a Deployment, StatefulSet or DaemonSet"))
                : Optional.empty();
    }

    /** The required terms, as caps without duplicates. */
    public List<Cap> caps(Pod pod) {
        List<Cap> caps = new ArrayList<>();
        switch (spread) {
            case Spread.Off() -> {}
            case Spread.BySpec() -> pod.antiAffinity().forEach(term -> caps.add(ofSpec(pod, term)));
            case Spread.ByTerms(List<Term> terms) -> caps.addAll(ofTerms(pod, terms, true));
        }
        avoid.ifPresent(
                selector -> caps.add(new Cap(Cap.Kind.AVOID, pod.id().namespace(), selector, TopologyKey.HOST, 1)));
        if (exclusive) {
            caps.add(new Cap(Cap.Kind.EXCLUSIVE, Cap.EVERY_NAMESPACE, Selector.EVERYTHING, TopologyKey.HOST, 1));
        }
        return caps.stream().distinct().toList();
    }

    /** The preferred terms, as caps without duplicates, in the order written. */
    public List<Cap> preferences(Pod pod) {
        return spread instanceof Spread.ByTerms(List<Term> terms)
                ? ofTerms(pod, terms, false).stream().distinct().toList()
                : List.of();
    }

    /** The caps of the required terms, or of the preferred ones. */
    private List<Cap> ofTerms(Pod pod, List<Term> terms, boolean required) {
        List<Term> these =
                terms.stream().filter(term -> term.isRequired() == required).toList();
        if (these.isEmpty()) {
            return List.of();
        }
        Selector selector = group.selector(pod.labels());
        return these.stream().map(term -> ofTerm(pod, term, selector)).toList();
    }

    private static Cap ofTerm(Pod pod, Term term, Selector selector) {
        return new Cap(
                Cap.Kind.SPREAD,
                pod.id().namespace(),
                term.perRevision() ? ofRevision(selector, pod.labels()) : selector,
                term.key(),
                term.max());
    }

    private static Selector ofRevision(Selector selector, Labels labels) {
        Selector narrowed = selector;
        for (String key : WrittenLabel.REVISIONS) {
            Optional<String> revision = labels.get(key);
            if (revision.isPresent()) {
                narrowed = narrowed.and(new Selector.In(key, List.of(revision.get())));
            }
        }
        return narrowed;
    }

    private static Cap ofSpec(Pod pod, AntiAffinityTerm term) {
        return new Cap(Cap.Kind.SPEC, pod.id().namespace(), term.selector(), new TopologyKey(term.topologyKey()), 1);
    }

    /** The annotations that make this rule, with defaults spelled out. */
    public Labels print() {
        Map<String, String> annotations = new TreeMap<>();
        switch (spread) {
            case Spread.Off() -> {}
            case Spread.BySpec() -> annotations.put(Annotations.SPREAD, "spec");
            case Spread.ByTerms(List<Term> terms) ->
                annotations.put(
                        Annotations.SPREAD, terms.stream().map(Term::toString).collect(Collectors.joining(", ")));
        }
        switch (group) {
            case GroupChoice.ByDefault() -> {}
            case GroupChoice.ByLabels(List<String> keys) ->
                annotations.put(Annotations.SPREAD_BY, String.join(",", keys));
            case GroupChoice.BySelector(Selector selector) ->
                annotations.put(Annotations.SELECTOR, selector.toString());
        }
        avoid.ifPresent(selector -> annotations.put(Annotations.AVOID, selector.toString()));
        if (exclusive) {
            annotations.put(Annotations.EXCLUSIVE, "true");
        }
        if (balance) {
            annotations.put(Annotations.BALANCE, "on");
        }
        return Labels.of(annotations);
    }
}
