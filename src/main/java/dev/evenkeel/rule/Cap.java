package dev.evenkeel.rule;

import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.labels.Selector;

/**
 * A cap per domain: how many pods of a group a domain of a topology may hold at most. Pods whose rules make equal caps
 * share one count.
 *
 * @param kind the kind of term that makes the cap
 * @param namespace the namespace of the group, {@link #EVERY_NAMESPACE} for all
 * @param group selects the pods of the group
 * @param topologyKey the node label that makes the domains
 * @param max the most pods in a domain; 1 or more
 */
public record Cap(Kind kind, String namespace, Selector group, TopologyKey topologyKey, int max) {
    /** The namespace of groups that span all namespaces. */
    static final String EVERY_NAMESPACE = "";

    /** The kind of term that makes a cap; decides about nodes without the topology key, and the words of messages. */
    public enum Kind {
        /** A required term: carriers are part of the group. */
        SPREAD,
        /** {@code evenkeel.dev/avoid}. */
        AVOID,
        /** {@code evenkeel.dev/exclusive}: the group is every pod that does not belong to its node. */
        EXCLUSIVE,
        /**
         * A podAntiAffinity term; as in kube-scheduler (interpodaffinity/filtering.go), it does not apply to nodes
         * without the key.
         */
        SPEC
    }

    /** The key of the count of the group by domain. */
    public Tally.Key tally() {
        Population population =
                kind == Kind.EXCLUSIVE ? new Population.AllButNodePods() : new Population.Matching(namespace, group);
        return new Tally.Key(population, topologyKey.label());
    }

    /** The term as in the annotation: {@code required host max 1}. */
    public String term() {
        return term(Term.Strength.REQUIRED);
    }

    /** The term as in the annotation, with this strength if it has one. */
    public String term(Term.Strength strength) {
        return switch (kind) {
            case SPREAD -> strength + " " + topologyKey + " max " + max;
            case AVOID -> "avoid " + group;
            case EXCLUSIVE -> "exclusive";
            case SPEC -> "podAntiAffinity on " + topologyKey;
        };
    }

    /** {@code host already has a pod of group app=web (required host max 1)}. */
    public String groupPresent() {
        String domain = topologyKey.toString();
        return switch (kind) {
            case SPREAD -> domain + " already has " + pods() + " of group " + group + " (" + term() + ")";
            case AVOID -> domain + " has a pod to stay away from (" + term() + ")";
            case EXCLUSIVE -> domain + " has other pods (" + term() + ")";
            case SPEC -> domain + " has a pod that matches " + group + " (" + term() + ")";
        };
    }

    /** {@code host has a pod whose rule allows no more of group app=web (its required host max 1)}. */
    public String carrierPresent() {
        String domain = topologyKey.toString();
        return switch (kind) {
            case SPREAD -> domain + " has a pod whose rule allows no more of group " + group + " (its " + term() + ")";
            case AVOID, SPEC -> domain + " has a pod that stays away from this one (its " + term() + ")";
            case EXCLUSIVE -> domain + " belongs to another pod alone (its " + term() + ")";
        };
    }

    /** {@code node has no label topology.kubernetes.io/zone (required zone max 1)}. */
    public String keyMissing() {
        return "node has no label " + topologyKey.label() + " (" + term() + ")";
    }

    private String pods() {
        return max == 1 ? "a pod" : max + " pods";
    }
}
