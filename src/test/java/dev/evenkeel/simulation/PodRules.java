package dev.evenkeel.simulation;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rules of a pod: written as annotations for evenkeel, and read here without evenkeel's parser, so that a judge of its
 * own says what evenkeel should have done.
 *
 * @param terms how its group is kept apart
 * @param selector the group, if it is not all the pod's own labels
 * @param avoid pods that it never shares a host with
 * @param exclusive whether it wants a host to itself
 * @param spec whether the terms stand in its podAntiAffinity, rather than in the annotation
 */
record PodRules(List<Apart> terms, Optional<Match> selector, Optional<Match> avoid, boolean exclusive, boolean spec) {
    static final PodRules NONE = new PodRules(List.of(), Optional.empty(), Optional.empty(), false, false);

    static final String HOST = "kubernetes.io/hostname";
    static final String ZONE = "topology.kubernetes.io/zone";
    static final String REVISION = "pod-template-hash";

    /** What an operator writes on each pod of its own. */
    static final String OPERATORS = "strimzi.io/pod-name";

    /** At most {@code max} of the group in each domain of {@code key}. */
    record Apart(boolean required, String key, int max, boolean perRevision) {
        @Override
        public String toString() {
            return (required ? "required " : "preferred ") + key + " max " + max + (perRevision ? " per-revision" : "");
        }
    }

    /** The label {@code key} has one of the values. */
    record Match(String key, List<String> values) {
        boolean includes(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }

        Selector selector() {
            return new Selector(List.of(new Selector.In(key, values)));
        }

        @Override
        public String toString() {
            return key + " in (" + String.join(",", values) + ")";
        }
    }

    /**
     * What a carrier must never see: beside it, a domain holds fewer than {@code max} other pods of the group.
     *
     * @param everybody whether the group is all pods but those that belong to their node
     * @param keyed whether a node without the key is closed to the carrier
     */
    record Ban(List<Match> group, boolean everybody, String key, int max, boolean keyed) {
        boolean concerns(StoredPod pod) {
            return everybody
                    ? !pod.pod().belongsToNode()
                    : group.stream().allMatch(match -> match.includes(pod.labels()));
        }

        @Override
        public String toString() {
            return (everybody ? "exclusive" : group.toString()) + " at most " + max + " per " + key;
        }
    }

    static PodRules apart(Apart... terms) {
        return new PodRules(List.of(terms), Optional.empty(), Optional.empty(), false, false);
    }

    PodRules selecting(Match group) {
        return new PodRules(terms, Optional.of(group), avoid, exclusive, spec);
    }

    PodRules avoiding(Match others) {
        return new PodRules(terms, selector, Optional.of(others), exclusive, spec);
    }

    PodRules alone() {
        return new PodRules(terms, selector, avoid, true, spec);
    }

    PodRules inSpec() {
        return new PodRules(terms, selector, avoid, exclusive, true);
    }

    boolean isEmpty() {
        return this.equals(NONE);
    }

    Labels annotations() {
        Map<String, String> annotations = new TreeMap<>();
        if (!terms.isEmpty()) {
            annotations.put(
                    "evenkeel.dev/spread",
                    spec ? "spec" : terms.stream().map(Apart::toString).collect(Collectors.joining(", ")));
        }
        if (!spec) {
            selector.ifPresent(match -> annotations.put("evenkeel.dev/selector", match.toString()));
        }
        avoid.ifPresent(match -> annotations.put("evenkeel.dev/avoid", match.toString()));
        if (exclusive) {
            annotations.put("evenkeel.dev/exclusive", "true");
        }
        return Labels.of(annotations);
    }

    /** The podAntiAffinity terms that stand in the pod's spec. */
    List<AntiAffinityTerm> antiAffinity(Map<String, String> labels) {
        return spec
                ? terms.stream()
                        .map(term -> new AntiAffinityTerm(selector(group(labels, false)), term.key()))
                        .toList()
                : List.of();
    }

    private static Selector selector(List<Match> group) {
        return new Selector(group.stream()
                .<Selector.Requirement>map(match -> new Selector.In(match.key(), match.values()))
                .toList());
    }

    /** Whether a pod with these labels can ask for this; if not, it waits until that is fixed. */
    boolean makesSense(Map<String, String> labels) {
        boolean required = terms.stream().anyMatch(Apart::required);
        return spec || !required || selector.isEmpty() || selector.get().includes(labels);
    }

    /** What must not be broken, for a carrier with these labels. */
    List<Ban> bans(Map<String, String> labels) {
        List<Ban> bans = new ArrayList<>();
        for (Apart term : terms) {
            if (term.required) {
                bans.add(new Ban(group(labels, term.perRevision), false, term.key, spec ? 1 : term.max, !spec));
            }
        }
        avoid.ifPresent(match -> bans.add(new Ban(List.of(match), false, HOST, 1, true)));
        if (exclusive) {
            bans.add(new Ban(List.of(), true, HOST, 1, true));
        }
        return bans;
    }

    private List<Match> group(Map<String, String> labels, boolean perRevision) {
        List<Match> group = new ArrayList<>();
        if (selector.isPresent()) {
            group.add(selector.get());
        } else {
            new TreeMap<>(labels).forEach((key, value) -> {
                if (!key.equals(REVISION) && !key.equals(OPERATORS)) {
                    group.add(new Match(key, List.of(value)));
                }
            });
        }
        if (perRevision) {
            group.add(new Match(REVISION, List.of(labels.getOrDefault(REVISION, ""))));
        }
        return group;
    }

    @Override
    public String toString() {
        List<String> said = new ArrayList<>();
        annotations().forEach((key, value) -> said.add(key.substring("evenkeel.dev/".length()) + "=\"" + value + "\""));
        return said.isEmpty() ? "no rule" : String.join(" ", said);
    }
}
