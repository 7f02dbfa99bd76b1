package dev.evenkeel.placement;

import dev.evenkeel.cluster.NodeSet;

/**
 * The nodes that kube-scheduler asks about.
 *
 * @param nodes those whose names have a number
 * @param unknown how many names have none
 */
public record Asked(NodeSet nodes, int unknown) {}
