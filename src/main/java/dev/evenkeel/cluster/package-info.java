/**
 * What is known: nodes and their numbers, pods and their places, how a topology key divides the nodes, and how many pods of a
 * group each domain holds. Part of the spine.
 *
 * <p>Keeps true: knowledge never goes back to an older version, and each count equals a recount of all pods after every event.
 * Start reading at {@link dev.evenkeel.cluster.Cluster}, then {@link dev.evenkeel.cluster.Tally}.
 */
@NullMarked
package dev.evenkeel.cluster;

import org.jspecify.annotations.NullMarked;
