package dev.evenkeel.report;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.PodId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What evenkeel knows and thinks of one pod.
 *
 * @param state where the pod is at
 * @param node the node that it is bound to, or being bound to
 * @param annotations its rule as understood, defaults spelled out; empty if it asks for nothing
 * @param error why its annotations cannot be followed, if they cannot
 * @param caps the caps that it carries itself, then those of others that it must not break
 * @param preferences what it would like, in its own words
 * @param nodesOpen how many of all nodes it could go to by these caps
 * @param refusals why the others are closed to it; each node under one reason, and no more than {@link #MOST_CAPS} of them
 * @param capsLeftOut how many more caps there are than {@link #MOST_CAPS}
 * @param warning what its rule does not do, though it can be followed
 */
public record Explanation(
        PodId pod,
        State state,
        Optional<String> node,
        Labels annotations,
        Optional<String> error,
        List<CapView> caps,
        List<String> preferences,
        int nodesOpen,
        List<RefusalView> refusals,
        int capsLeftOut,
        Optional<String> warning) {
    /** How many caps are shown: anybody's rule may concern a pod. */
    public static final int MOST_CAPS = 50;

    /**
     * How many pods of a group are looked at for their names at most. Of a larger group some are named; its figures, and
     * what is closed to the pod, are of all.
     */
    public static final int MOST_PODS = 1_000;

    /** Where a pod is at. */
    public enum State {
        WAITING,
        BINDING,
        BOUND;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One cap.
     *
     * @param term in the words of the annotation
     * @param group the selector of the group
     * @param own whether the pod carries it itself
     * @param topologyKey the label key of its domains
     * @param domains the domains that hold a pod of the group, but for those that are left out
     * @param domainsLeftOut how many more domains hold one
     * @param podsLeftOut how many more pods of the group have a place, in these domains and in others
     */
    public record CapView(
            String term,
            String group,
            boolean own,
            String topologyKey,
            List<DomainView> domains,
            int domainsLeftOut,
            int podsLeftOut) {}

    /**
     * A domain with pods of the group.
     *
     * @param value the label's value
     * @param full whether no further pod like this one may go there
     * @param pods who holds its slots, as {@code namespace/name}
     */
    public record DomainView(String value, boolean full, List<String> pods) {}

    /** Nodes that are closed to the pod for one reason. */
    public record RefusalView(String reason, String message, int nodes) {}
}
