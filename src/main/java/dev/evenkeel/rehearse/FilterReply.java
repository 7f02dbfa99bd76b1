package dev.evenkeel.rehearse;

import java.util.List;
import java.util.Map;

/** What filter has answered. */
public sealed interface FilterReply {
    /**
     * An answer.
     *
     * @param feasible the nodes that remain; none if the pod has to wait
     * @param refused why, by node, for nodes that do not remain; need not be all of them
     */
    record Nodes(List<String> feasible, Map<String, String> refused) implements FilterReply {
        public Nodes {
            feasible = List.copyOf(feasible);
            refused = Map.copyOf(refused);
        }
    }

    /** No answer: the whole cycle fails, and the pod is tried again later. */
    record Failed(String message) implements FilterReply {}
}
