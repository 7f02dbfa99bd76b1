package dev.evenkeel.rule;

import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.labels.Selector;

/**
 * What a rule forbids, as a value: how many pods of a group a domain may hold at most. Pods whose rules make equal caps share one
 * count.
 *
 * @param namespace of the group, {@link #EVERY_NAMESPACE} for all
 * @param max 1 or more
 */
public record Cap(Kind kind, String namespace, Selector group, TopologyKey topologyKey, int max) {
    /** Stands for the namespace of a group that reaches over all of them. */
    static final String EVERY_NAMESPACE = "";

    /** What kind of term makes the limit; decides what happens to nodes without the key, and what is said. */
    public enum Kind {
        /** A required term: carriers are part of the group. */
        SPREAD,
        /** {@code evenkeel.dev/avoid}. */
        AVOID,
        /** {@code evenkeel.dev/exclusive}: the group is every pod that does not belong to its node. */
        EXCLUSIVE,
        /** A podAntiAffinity term; as in-tree, a node without the key is free of it (interpodaffinity/filtering.go). */
        SPEC
    }

    public Tally.Key tally() {
        Population population =
                kind == Kind.EXCLUSIVE ? new Population.AllButNodePods() : new Population.Matching(namespace, group);
        return new Tally.Key(population, topologyKey.label());
    }

    /** The term in the words of the annotation: {@code required host max 1}. */
    public String term() {
        return term(Term.Strength.REQUIRED);
    }

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
