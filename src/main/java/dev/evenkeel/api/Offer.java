package dev.evenkeel.api;

import dev.evenkeel.nodes.NodeSet;
import java.util.List;

/** What filter answers for one pod. */
public sealed interface Offer {
    /** The pod is none of evenkeel's business: every node asked about, known or not. */
    record Everything() implements Offer {}

    /**
     * The pod may go to any of these.
     *
     * @param nodes at least one, all asked about
     * @param refusals why the others are not among them
     */
    record Some(NodeSet nodes, List<Refusal> refusals) implements Offer {}

    /**
     * The pod has to wait until something changes in the cluster.
     *
     * @param refusals why, by node
     * @param otherwise what to say of asked nodes that have no number
     */
    record Nothing(List<Refusal> refusals, String otherwise) implements Offer {}

    /** No answer can be given yet; kube-scheduler should ask again soon, and not preempt anybody meanwhile. */
    record NotNow(Reason reason, String message) implements Offer {}
}
