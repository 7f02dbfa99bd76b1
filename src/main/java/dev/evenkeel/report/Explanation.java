package dev.evenkeel.report;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.PodId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What evenkeel knows of one pod: its rule, and which nodes that leaves to it.
 *
 * @param state how far the pod has been scheduled
 * @param node the node that it is bound to, or being bound to
 * @param annotations its rule as it was parsed, with defaults spelled out; empty if it has none
 * @param error why its annotations cannot be followed, if they cannot
 * @param caps the caps that it carries itself, then those of other pods that it must not break
 * @param preferences its preferred terms, as in the annotation
 * @param nodesOpen how many of all nodes it could go to by these caps
 * @param refusals why the other nodes are closed to it; each node counts under one reason, at most {@link #MOST_CAPS}
 *     reasons
 * @param capsLeftOut how many more caps there are than {@link #MOST_CAPS}
 * @param warning why its rule has no effect although it can be followed, if so
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
    /** How many caps are shown at most: the rules of any number of other pods may concern a pod. */
    public static final int MOST_CAPS = 50;

    /**
     * How many pods of a group are named at most. All figures, and the nodes that are closed to the pod, are about the
     * whole group.
     */
    public static final int MOST_PODS = 1_000;

    /** How far a pod has been scheduled: it waits for a node, is being bound, or is bound. */
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
     * @param term as in the annotation
     * @param group the selector of the group
     * @param own whether the pod carries it itself
     * @param topologyKey the label key of its domains
     * @param domains the domains with a pod of the group, some of them if there are very many
     * @param domainsLeftOut how many more domains have one
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
     * @param value the value of the topology key
     * @param full whether no further pod like this one may be placed there
     * @param pods the pods that hold its slots, as {@code namespace/name}
     */
    public record DomainView(String value, boolean full, List<String> pods) {}

    /** How many nodes are closed to the pod for one reason. */
    public record RefusalView(String reason, String message, int nodes) {}
}
