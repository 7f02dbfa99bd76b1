package dev.evenkeel.api;

import dev.evenkeel.nodes.NodeSet;

/**
 * Nodes refused for one reason.
 *
 * @param message for people; names no node, count or age, since kube-scheduler counts equal messages together and a pod
 *     whose condition changes wakes up
 * @param nodes that it concerns
 */
public record Refusal(Reason reason, String message, NodeSet nodes) {}
