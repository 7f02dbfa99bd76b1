package dev.evenkeel.api;

import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;

/**
 * The nodes that kube-scheduler asks about. Their names are looked up without the lock, in a table that may be older than the
 * one that is decided by.
 *
 * @param nodes those whose names have a number
 * @param unknown how many names have none
 * @param generation of the table that the numbers are from
 */
public record Candidates(NodeSet nodes, int unknown, long generation) {
    /**
     * The same question by a later table: nodes whose numbers were given to others meanwhile are gone, and their names have no
     * number.
     */
    public Candidates asOf(NodeTable table) {
        if (generation == table.generation()) {
            return this;
        }
        NodeSet same = nodes.minus(table.reusedSince(generation));
        return new Candidates(same, unknown + nodes.size() - same.size(), table.generation());
    }
}
