package dev.evenkeel.placement;

import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds workloads whose pods can never share a group: each of several pods of one controller asks to be kept apart from its
 * default group, and that is itself alone, since every pod has a label of its own. Kept up pod by pod; nothing is walked.
 */
final class Loners {
    /** How many workloads are told of at most. */
    private static final int MOST_TOLD = 100;

    /** What one pod calls its group. */
    private record Own(PodId pod, String controller, Selector group, Set<String> keys) {}

    /** The pods of one controller, each with its default group. */
    private static final class Siblings {
        final Map<String, Own> byUid = new LinkedHashMap<>();
        final Map<Selector, Integer> groups = new HashMap<>();
        final Map<Set<String>, Integer> keys = new HashMap<>();

        void add(Own own) {
            byUid.put(own.pod().uid(), own);
            groups.merge(own.group(), 1, Integer::sum);
            keys.merge(own.keys(), 1, Integer::sum);
        }

        void remove(Own own) {
            byUid.remove(own.pod().uid());
            groups.computeIfPresent(own.group(), (group, pods) -> pods == 1 ? null : pods - 1);
            keys.computeIfPresent(own.keys(), (each, pods) -> pods == 1 ? null : pods - 1);
        }

        /** Groups over the same keys with other values have no pod in common. */
        boolean areEachAlone() {
            return byUid.size() > 1 && groups.size() == byUid.size() && keys.size() == 1;
        }
    }

    private final Map<String, Siblings> byController = new HashMap<>();
    private final Map<String, Own> byUid = new HashMap<>();
    /** The controllers whose pods are each alone. */
    private final Set<String> alone = new LinkedHashSet<>();

    /** Takes in what is now known of a pod. */
    void put(Applicant applicant) {
        @Nullable Own own = own(applicant).orElse(null);
        @Nullable Own known = byUid.get(applicant.pod().id().uid());
        if (own == null || !own.equals(known)) {
            remove(applicant.pod().id().uid());
            if (own != null) {
                byUid.put(own.pod().uid(), own);
                Siblings siblings = byController.computeIfAbsent(own.controller(), first -> new Siblings());
                siblings.add(own);
                note(own.controller(), siblings);
            }
        }
    }

    void remove(String uid) {
        @Nullable Own own = byUid.remove(uid);
        @Nullable Siblings siblings = own == null ? null : byController.get(own.controller());
        if (own == null || siblings == null) {
            return;
        }
        siblings.remove(own);
        note(own.controller(), siblings);
        if (siblings.byUid.isEmpty()) {
            byController.remove(own.controller());
        }
    }

    private void note(String controller, Siblings siblings) {
        if (siblings.areEachAlone()) {
            alone.add(controller);
        } else {
            alone.remove(controller);
        }
    }

    /** What the pod calls its group, if it leaves that to evenkeel and would be kept apart from it. */
    private static Optional<Own> own(Applicant applicant) {
        Pod pod = applicant.pod();
        boolean byDefault = applicant.ask() instanceof Ask.Ruled(Rule rule)
                && rule.spread() instanceof Spread.ByTerms
                && rule.group() instanceof GroupChoice.ByDefault;
        if (!byDefault || pod.phase() != Pod.Phase.LIVE) {
            return Optional.empty();
        }
        Labels group = pod.labels().only(WrittenLabel::makesGroup);
        Map<String, String> labels = new HashMap<>();
        group.forEach(labels::put);
        return pod.controller().map(uid -> new Own(pod.id(), uid, Selector.of(group), Set.copyOf(labels.keySet())));
    }

    /** How many workloads there are whose pods are each alone. */
    int workloads() {
        return alone.size();
    }

    /** What is to be told, on one pod of each workload; of the first {@value #MOST_TOLD}. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (String controller : alone) {
            Siblings siblings = byController.getOrDefault(controller, new Siblings());
            siblings.byUid.values().stream()
                    .findFirst()
                    .ifPresent(own -> problems.add(new PodProblem(own.pod(), Reason.GROUPS_OF_ONE, message(siblings))));
            if (problems.size() == MOST_TOLD) {
                break;
            }
        }
        return problems;
    }

    /** What there is to say of a pod; empty if it can share its group with others of its workload, or has none. */
    Optional<String> problem(PodId id) {
        return Optional.ofNullable(byUid.get(id.uid()))
                .filter(own -> alone.contains(own.controller()))
                .flatMap(own -> Optional.ofNullable(byController.get(own.controller())))
                .map(Loners::message);
    }

    /** Does not vary with the pods, as far as can be: the same is told once. */
    private static String message(Siblings siblings) {
        List<Own> pods = siblings.byUid.values().stream().limit(2).toList();
        List<String> telling = pods.getFirst().keys().stream()
                .filter(key -> !value(pods.getFirst(), key).equals(value(pods.getLast(), key)))
                .sorted()
                .toList();
        return "the pods of its workload are each in a group of one and so kept apart from nobody: their group is made of all"
                + " their labels, and they differ in " + String.join(", ", telling) + "; name the labels that make the"
                + " group with " + Annotations.SPREAD_BY + ", also if each is meant to be alone";
    }

    private static Optional<String> value(Own own, String key) {
        return own.group().requirements().stream()
                .filter(requirement ->
                        requirement instanceof Selector.In(String of, List<String> values) && of.equals(key))
                .map(Object::toString)
                .findFirst();
    }
}
