/**
 * Nodes by number: the numbers of names, sets of nodes, and how a topology key divides them.
 *
 * <p>Keeps true: a number means one node from {@link dev.evenkeel.nodes.NodeTable#generation} to the next, and the table may be
 * read without a lock. Start reading at {@link dev.evenkeel.nodes.NodeTable}, then {@link dev.evenkeel.nodes.NodeSet}.
 */
@NullMarked
package dev.evenkeel.nodes;

import org.jspecify.annotations.NullMarked;
